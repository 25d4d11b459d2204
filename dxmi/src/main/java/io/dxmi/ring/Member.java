package io.dxmi.ring;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.engine.train.WorkerLost;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Another worker than the first: one that has joined at the {@link MeetingPlace} of a training. */
public final class Member implements AutoCloseable {

    /** How long the first worker may take to appear, where it has not started this one. */
    private static final long PATIENCE_NANOS = Duration.ofMinutes(10).toNanos();

    private static final long RETRY_MILLIS = 500;

    /** How long the first worker may take to say why the ring has ended: it may be measuring. */
    private static final int FAREWELL_MILLIS = 600_000;

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
     * @param address of the first worker
     * @param key of the training
     * @param number that the first worker, which is there, has given this one; -1 for any, and the first worker may come later
     * @throws UserError if the first worker does not answer, or has another version or key
     */
    public static Member join(InetSocketAddress address, String key, int number) {
        String name = address.getHostString() + ":" + address.getPort();
        try (ServerSocketChannel waiting = ServerSocketChannel.open()) {
            waiting.bind(null);
            int port = ((InetSocketAddress) waiting.getLocalAddress()).getPort();
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
        member.ring.connect(next, previous(waiting, rank, key, member::requireFirst));
        return member;
    }

    /** Looks whether it is worth waiting. */
    @FunctionalInterface
    interface Look {
        void now() throws IOException;
    }

    /**
     * The connection of the worker before {@code rank} in the ring; strangers are sent away.
     *
     * @param look ends the waiting with an error where it is in vain
     */
    static SocketChannel previous(ServerSocketChannel waiting, int rank, String key, Look look) throws IOException {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(MeetingPlace.CONNECT_MILLIS);
        waiting.socket().setSoTimeout(MeetingPlace.LOOK_MILLIS);
        while (true) {
            SocketChannel channel;
            try {
                channel = waiting.socket().accept().getChannel();
            } catch (SocketTimeoutException e) {
                look.now();
                if (System.nanoTime() > until) throw e;
                continue;
            }
            try {
                if (Hello.read(channel, key).rank() == rank - 1) return channel;
            } catch (IOException e) {
                // A stranger.
            }
            channel.close();
        }
    }

    /** The first worker says nothing before the ring has ended. */
    private void requireFirst() throws IOException {
        try {
            first.socket().setSoTimeout(1);
            first.socket().getInputStream().read();
        } catch (SocketTimeoutException e) {
            return;
        }
        throw new EOFException("the first worker has ended");
    }

    private static SocketChannel patiently(InetSocketAddress address, Hello hello, String key) throws IOException {
        long until = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            try {
                return connect(address, hello, key);
            } catch (ConnectException e) {
                if (hello.rank() > 0 || System.nanoTime() > until) throw e;
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
            return new WorkerLost(
                    switch (word) {
                        case MeetingPlace.LOST -> "another worker was lost";
                        case MeetingPlace.FAILED -> "the first worker failed, and says why";
                        case MeetingPlace.DONE -> "the training is over";
                        default -> "the first worker was lost";
                    },
                    failure);
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
