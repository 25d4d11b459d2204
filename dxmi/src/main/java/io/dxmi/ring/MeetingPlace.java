package io.dxmi.ring;

import io.dxmi.Versions;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.engine.train.WorkerLost;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The first worker of a training, to which the others come: it numbers them, tells each the configuration and the next worker
 * in the ring, and learns of each that ends.
 */
public final class MeetingPlace implements AutoCloseable {

    /** What the others are told at the end: the training is over, a worker was lost, or the first one failed. */
    static final int DONE = 'D';

    static final int LOST = 'L';
    static final int FAILED = 'F';

    /** How long a worker may take to connect to the next once all are there. */
    static final int CONNECT_MILLIS = 600_000;

    /** How often it is looked whether those are alive that are waited for. */
    static final int LOOK_MILLIS = 200;

    private static final long END_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long SEARCH_NANOS = Duration.ofSeconds(5).toNanos();

    /** A worker that has joined. */
    private record Guest(SocketChannel channel, InetSocketAddress waits) {}

    /** How the worker of a rank has ended, if it is known. */
    @FunctionalInterface
    public interface Ends {
        Optional<String> of(int rank);
    }

    private final ServerSocketChannel server;
    private final String key;
    private final int count;
    private final Ends ends;
    private final Ring ring;
    private final TreeMap<Integer, Guest> guests = new TreeMap<>();
    private boolean lost;

    /**
     * Opens the place.
     *
     * @param address where workers come to; port 0 for a free one
     * @param key what they must know
     * @param count of all workers, at least 2
     * @param ends asked when a worker was lost
     * @throws UserError if the address cannot be used
     */
    public MeetingPlace(InetSocketAddress address, String key, int count, Ends ends) {
        this.key = key;
        this.count = count;
        this.ends = ends;
        this.ring = new Ring(0, count, this::lost);
        try {
            server = ServerSocketChannel.open();
            server.bind(address);
        } catch (IOException | RuntimeException e) {
            throw new UserError(
                    "cannot listen at " + address.getHostString() + ":" + address.getPort() + ": " + e.getMessage()
                            + "; expected a free port of this machine",
                    e);
        }
    }

    /** Where the place is. */
    public InetSocketAddress address() {
        try {
            return (InetSocketAddress) server.getLocalAddress();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The ring, connected by {@link #gather}. */
    public Ring ring() {
        return ring;
    }

    /**
     * Waits for the other workers and connects the ring. Whoever comes later finds nobody.
     *
     * @param configuration told to each
     * @param joined hears how many workers are there, whenever one has come or left
     * @throws WorkerLost if one ends before all are there
     */
    public void gather(String configuration, Consumer<Integer> joined) {
        if (count == 1) return;
        try {
            server.socket().setSoTimeout(LOOK_MILLIS);
            while (guests.size() < count - 1) {
                Optional<SocketChannel> connection = accept();
                boolean left = guests.values().removeIf(guest -> hasEnded(guest.channel(), 1));
                if ((connection.isPresent() && welcome(connection.get())) || left) joined.accept(1 + guests.size());
                for (int rank = 1; rank < count; rank++) {
                    Optional<String> end = guests.containsKey(rank) ? Optional.empty() : ends.of(rank);
                    if (end.isPresent()) throw new WorkerLost(named(rank) + " " + end.get() + " before it joined");
                }
            }
            for (int rank = 1; rank < count; rank++) tell(rank, configuration);
            SocketChannel next = Member.connect(guests.get(1).waits(), Hello.next(0), key);
            ring.connect(next, Member.previous(server, count, key, this::requireAll));
            server.close();
        } catch (IOException e) {
            throw lost(e);
        }
    }

    private Optional<SocketChannel> accept() throws IOException {
        try {
            return Optional.of(server.socket().accept().getChannel());
        } catch (SocketTimeoutException e) {
            return Optional.empty();
        }
    }

    /** @return whether a worker has joined; strangers are sent away */
    private boolean welcome(SocketChannel channel) throws IOException {
        try {
            Hello hello = Hello.read(channel, key);
            int rank = hello.rank() > 0 && !guests.containsKey(hello.rank()) ? hello.rank() : free();
            if (hello.port() > 0 && hello.version().equals(Versions.CURRENT.toolkit())) {
                InetSocketAddress from = (InetSocketAddress) channel.getRemoteAddress();
                guests.put(rank, new Guest(channel, new InetSocketAddress(from.getAddress(), hello.port())));
                return true;
            }
            new DataOutputStream(channel.socket().getOutputStream()).writeUTF(Versions.CURRENT.toolkit());
            channel.close();
            return false;
        } catch (IOException e) {
            channel.close();
            return false;
        }
    }

    private int free() {
        int rank = 1;
        while (guests.containsKey(rank)) rank++;
        return rank;
    }

    private void tell(int rank, String configuration) throws IOException {
        DataOutputStream out =
                new DataOutputStream(guests.get(rank).channel().socket().getOutputStream());
        out.writeUTF(Versions.CURRENT.toolkit());
        out.writeInt(rank);
        out.writeInt(count);
        boolean isLast = rank == count - 1;
        out.writeUTF(isLast ? "" : guests.get(rank + 1).waits().getAddress().getHostAddress());
        out.writeInt(isLast ? 0 : guests.get(rank + 1).waits().getPort());
        byte[] text = configuration.getBytes(StandardCharsets.UTF_8);
        out.writeInt(text.length);
        out.write(text);
        out.flush();
    }

    private void requireAll() throws IOException {
        for (int rank = 1; rank < count; rank++) {
            if (ends.of(rank).isPresent() || hasEnded(guests.get(rank).channel(), 1)) {
                throw new EOFException("a worker has ended");
            }
        }
    }

    private WorkerLost lost(IOException failure) {
        lost = true;
        long until = System.nanoTime() + SEARCH_NANOS;
        while (System.nanoTime() < until) {
            for (int rank = 1; rank < count; rank++) {
                Optional<String> end = ends.of(rank);
                if (end.isPresent()) return new WorkerLost(named(rank) + " " + end.get(), failure);
            }
            for (int rank : guests.keySet()) {
                if (hasEnded(guests.get(rank).channel(), LOOK_MILLIS)) {
                    return new WorkerLost(named(rank) + " " + end(rank).orElse("was lost"), failure);
                }
            }
        }
        return new WorkerLost("the connection to a worker was lost (" + failure.getMessage() + ")", failure);
    }

    /** How a worker has ended whose connection is gone; the end of a process shows a little later. */
    private Optional<String> end(int rank) {
        long until = System.nanoTime() + END_NANOS;
        Optional<String> end = ends.of(rank);
        while (end.isEmpty() && System.nanoTime() < until) {
            Thread.onSpinWait();
            end = ends.of(rank);
        }
        return end;
    }

    private String named(int rank) {
        Guest guest = guests.get(rank);
        String where = guest == null || guest.waits().getAddress().isLoopbackAddress()
                ? ""
                : " at " + guest.waits().getAddress().getHostAddress();
        return "worker " + (rank + 1) + " of " + count + where;
    }

    private static boolean hasEnded(SocketChannel channel, int millis) {
        try {
            channel.socket().setSoTimeout(millis);
            return channel.socket().getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** Tells the others how the training has ended. */
    @Override
    public void close() {
        int farewell = ring.isReleased() ? DONE : lost ? LOST : FAILED;
        List<SocketChannel> open = new ArrayList<>();
        guests.values().forEach(guest -> open.add(guest.channel()));
        for (SocketChannel channel : open) {
            try (channel) {
                channel.socket().getOutputStream().write(farewell);
            } catch (IOException e) {
                // That worker has ended.
            }
        }
        ring.close();
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
