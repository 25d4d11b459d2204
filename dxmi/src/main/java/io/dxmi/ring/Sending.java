package io.dxmi.ring;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The way to the next worker. What the buffers of a socket hold is written at once. The rest is written by a thread of its own:
 * a worker that only wrote would wait for a worker that only writes.
 */
final class Sending implements AutoCloseable {

    /** Bytes that every socket's buffers hold. */
    private static final int AT_ONCE = 1 << 14;

    private final SocketChannel next;
    private final SocketChannel previous;
    /** The end is empty. */
    private final BlockingQueue<Optional<ByteBuffer>> waiting = new LinkedBlockingQueue<>();

    private int pending;
    private int written;
    private IOException failure;

    /** @param previous closed if sending fails, so that a worker does not wait for what will not come */
    Sending(SocketChannel next, SocketChannel previous) {
        this.next = next;
        this.previous = previous;
        Thread thread = new Thread(this::run, "ring");
        thread.setDaemon(true);
        thread.start();
    }

    /** Sends all of a buffer, which must not change before {@link #flush}. */
    void send(ByteBuffer content) throws IOException {
        synchronized (this) {
            if (failure != null) throw failure;
            if (pending > 0 || written + content.remaining() > AT_ONCE) {
                pending++;
                waiting.add(Optional.of(content));
                return;
            }
            written += content.remaining();
        }
        write(content);
    }

    /** Waits until everything is on its way. */
    synchronized void flush() throws IOException {
        try {
            while (pending > 0 && failure == null) wait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        if (failure != null) throw failure;
        written = 0;
    }

    private void run() {
        try {
            for (Optional<ByteBuffer> content = waiting.take(); content.isPresent(); content = waiting.take()) {
                write(content.get());
                synchronized (this) {
                    pending--;
                    notifyAll();
                }
            }
        } catch (IOException e) {
            fail(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(ByteBuffer content) throws IOException {
        while (content.hasRemaining()) next.write(content);
    }

    private void fail(IOException e) {
        synchronized (this) {
            failure = e;
            notifyAll();
        }
        close();
    }

    @Override
    public void close() {
        waiting.add(Optional.empty());
        for (SocketChannel channel : new SocketChannel[] {next, previous}) {
            try {
                channel.close();
            } catch (IOException e) {
                // It is of no use any more.
            }
        }
    }
}
