package io.dxmi.ring;

import io.dxmi.samplers.engine.train.WorkerLost;
import io.dxmi.samplers.engine.train.Workers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.SocketChannel;
import java.util.function.Function;

/**
 * Workers in a ring, each with a socket to the next one and a socket from the one before. A sum is a reduce-scatter and an
 * all-gather (Patarasuk and Yuan, 2009): every worker sends {@code 2 (N-1)/N} of the values, and each value is added up in one
 * place, so that all workers hold the same bytes. A chunk is sent on as soon as it is complete.
 */
public final class Ring implements Workers, AutoCloseable {

    /** Floats that are received, added and sent on at a time: they stay in the cache. */
    private static final int CHUNK = 1 << 16;

    private static final int HEADER = Integer.BYTES;

    private final int rank;
    private final int count;
    private final Function<IOException, WorkerLost> lost;
    private final ByteBuffer received =
            ByteBuffer.allocateDirect(Float.BYTES * CHUNK).order(ByteOrder.nativeOrder());
    private final float[] others = new float[CHUNK];
    private final float[] own = new float[CHUNK];
    private SocketChannel from;
    private Sending to;
    private boolean released;

    /**
     * A ring that is not connected yet.
     *
     * @param lost names what was lost when a connection has ended
     */
    Ring(int rank, int count, Function<IOException, WorkerLost> lost) {
        this.rank = rank;
        this.count = count;
        this.lost = lost;
    }

    /** Connects the ring; the channels are closed with it. */
    void connect(SocketChannel next, SocketChannel previous) {
        from = previous;
        to = new Sending(next, previous);
    }

    @Override
    public int rank() {
        return rank;
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public void sum(ByteBuffer values) {
        ByteBuffer memory = values.slice().order(ByteOrder.nativeOrder());
        FloatBuffer floats = memory.asFloatBuffer();
        try {
            send(memory, rank);
            for (int k = 1; k < count; k++) {
                int segment = Math.floorMod(rank - k, count);
                each(floats.limit(), segment, (start, length) -> {
                    receive(received.clear().limit(Float.BYTES * length));
                    add(floats, start, length);
                    to.send(part(memory, start, length));
                });
            }
            for (int k = 0; k < count - 1; k++) {
                int segment = Math.floorMod(rank - k, count);
                boolean isLast = k == count - 2;
                each(floats.limit(), segment, (start, length) -> {
                    receive(part(memory, start, length));
                    if (!isLast) to.send(part(memory, start, length));
                });
            }
            to.flush();
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /** Closes the ring first: the others, which may wait for this worker, learn of the loss at once. */
    private WorkerLost broken(IOException failure) {
        close();
        return lost.apply(failure);
    }

    /** Something to do with some of the floats. */
    private interface Part {
        void at(int start, int length) throws IOException;
    }

    private void each(int size, int segment, Part part) throws IOException {
        int end = bound(size, segment + 1);
        for (int start = bound(size, segment); start < end; start += CHUNK)
            part.at(start, Math.min(CHUNK, end - start));
    }

    private int bound(int size, int segment) {
        return Math.toIntExact((long) segment * size / count);
    }

    private static ByteBuffer part(ByteBuffer memory, int start, int length) {
        return memory.slice(Float.BYTES * start, Float.BYTES * length);
    }

    private void send(ByteBuffer memory, int segment) throws IOException {
        each(memory.limit() / Float.BYTES, segment, (start, length) -> to.send(part(memory, start, length)));
    }

    private void add(FloatBuffer floats, int start, int length) {
        received.flip().asFloatBuffer().get(others, 0, length);
        floats.get(start, own, 0, length);
        for (int i = 0; i < length; i++) own[i] += others[i];
        floats.put(start, own, 0, length);
    }

    private void receive(ByteBuffer into) throws IOException {
        while (into.hasRemaining()) {
            if (from.read(into) < 0) throw new IOException("the connection from the worker before has ended");
        }
    }

    @Override
    public byte[] ofFirst(byte[] content) {
        try {
            ByteBuffer header = ByteBuffer.allocateDirect(HEADER);
            if (rank == 0) header.putInt(content.length).flip();
            else {
                receive(header);
                header.flip();
            }
            byte[] all = rank == 0 ? content : new byte[header.getInt(0)];
            pass(header);
            for (int start = 0; start < all.length; start += received.capacity()) {
                int length = Math.min(received.capacity(), all.length - start);
                received.clear().limit(length);
                if (rank == 0) received.put(all, start, length).flip();
                else {
                    receive(received);
                    received.flip().get(all, start, length).flip();
                }
                pass(received);
            }
            return all;
        } catch (IOException e) {
            throw broken(e);
        }
    }

    @Override
    public void release() {
        released = true;
    }

    boolean isReleased() {
        return released;
    }

    /** To the next worker, unless it is the first one. */
    private void pass(ByteBuffer content) throws IOException {
        if (rank == count - 1) return;
        to.send(content);
        to.flush();
    }

    @Override
    public void close() {
        if (to != null) to.close();
    }
}
