package io.dxmi.ring;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.engine.train.WorkerLost;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Another worker than the first: one that has joined at the {@link MeetingPlace} of a training. */
public final class Member implements AutoCloseable {

    /** How long the first worker may take to appear. */
    private static final long PATIENCE_NANOS = Duration.ofMinutes(10).toNanos();

    private static final long RETRY_MILLIS = 500;

    /** How long the first worker may take to say why the ring has ended. */
    private static final int FAREWELL_MILLIS = 30_000;

    private static final int MOST_TEXT = 1 << 24;

    private final SocketChannel first;
    private final Ring ring;
    private final String configuration;
    private boolean over;

    private Member(SocketChannel first, int rank, int count, String configuration) {
        this.first = first;
        this.ring = new Ring(rank, count, this::lost);
        this.configuration = configuration;
    }

    /**
     * Joins, and returns once all workers are there.
     *
     * @param address of the first worker, which may come later
     * @param key of the training
     * @param number that this worker asks for; -1 for any
     * @throws UserError if the first worker does not answer, or has another version or key
     */
    public static Member join(InetSocketAddress address, String key, int number) {
        String name = address.getHostString() + ":" + address.getPort();
        try (ServerSocketChannel waiting = ServerSocketChannel.open()) {
            waiting.bind(null);
            int port = ((InetSocketAddress) waiting.getLocalAddress()).getPort();
            waiting.socket().setSoTimeout(MeetingPlace.CONNECT_MILLIS);
            SocketChannel first = patiently(address, Hello.joining(number, port), key);
            try {
                return enter(first, waiting, address, key);
            } catch (IOException | RuntimeException e) {
                first.close();
                throw e;
            }
        } catch (EOFException | SocketException e) {
            boolean refused = e instanceof ConnectException;
            throw new UserError(
                    "cannot join the training at " + name + ": the first worker "
                            + (refused ? "does not answer" : "closed the connection")
                            + "; expected one there that waits for workers, its key in DXMI_WORKERS_KEY, and that it and all"
                            + " other workers live until all are there",
                    e);
        } catch (IOException e) {
            throw new UserError(
                    "cannot join the training at " + name + ": " + e.getMessage()
                            + "; expected a first worker there that waits for workers, and its key in DXMI_WORKERS_KEY",
                    e);
        }
    }

    private static Member enter(SocketChannel first, ServerSocketChannel waiting, InetSocketAddress address, String key)
            throws IOException {
        DataInputStream in = new DataInputStream(first.socket().getInputStream());
        new Hello(in.readUTF(), 0, 0).requireVersion();
        int rank = in.readInt();
        int count = in.readInt();
        String host = in.readUTF();
        int port = in.readInt();
        InetSocketAddress nextAddress = rank == count - 1 ? address : new InetSocketAddress(host, port);
        byte[] text = in.readNBytes(Math.min(in.readInt(), MOST_TEXT));
        Member member = new Member(first, rank, count, new String(text, StandardCharsets.UTF_8));
        SocketChannel next = connect(nextAddress, Hello.next(rank), key);
        member.ring.connect(next, previous(waiting, rank, key));
        return member;
    }

    /** The connection of the worker before {@code rank} in the ring; strangers are sent away. */
    static SocketChannel previous(ServerSocketChannel waiting, int rank, String key) throws IOException {
        while (true) {
            SocketChannel channel = waiting.socket().accept().getChannel();
            try {
                if (Hello.read(channel, key).rank() == rank - 1) return channel;
            } catch (IOException e) {
                // A stranger.
            }
            channel.close();
        }
    }

    private static SocketChannel patiently(InetSocketAddress address, Hello hello, String key) throws IOException {
        long until = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            try {
                return connect(address, hello, key);
            } catch (ConnectException e) {
                if (System.nanoTime() > until) throw e;
            }
            try {
                Thread.sleep(RETRY_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
    }

    static SocketChannel connect(InetSocketAddress address, Hello hello, String key) throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            channel.connect(
                    address.isUnresolved()
                            ? new InetSocketAddress(address.getHostString(), address.getPort())
                            : address);
            hello.write(channel, key);
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** The configuration of the training, as the first worker has it. */
    public String configuration() {
        return configuration;
    }

    public Ring ring() {
        return ring;
    }

    /** Whether the first worker has said that the training is over. */
    public boolean isOver() {
        return over;
    }

    private WorkerLost lost(IOException failure) {
        try {
            first.socket().setSoTimeout(FAREWELL_MILLIS);
            int word = first.socket().getInputStream().read();
            over = word == MeetingPlace.DONE;
            return new WorkerLost(word < 0 ? "the first worker was lost" : "another worker was lost", failure);
        } catch (IOException e) {
            failure.addSuppressed(e);
            return new WorkerLost("the first worker was lost", failure);
        }
    }

    @Override
    public void close() {
        ring.close();
        try {
            first.close();
        } catch (IOException e) {
            // It is of no use any more.
        }
    }
}
