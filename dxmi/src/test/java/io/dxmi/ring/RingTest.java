package io.dxmi.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dxmi.Versions;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.engine.train.WorkerLost;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Workers of one process: they meet, add up and notice that another has gone. */
class RingTest {

    private static final long LIMIT_SECONDS = 300;
    private static final String KEY = "the key of the test";

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    /** What a worker does with its ring. */
    private interface Work<R> {
        R of(Ring ring) throws Exception;
    }

    private static MeetingPlace place(int count) {
        return new MeetingPlace(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), KEY, count, rank -> Optional.empty());
    }

    /** Results by rank. */
    private <R> List<R> together(int count, Work<R> work) throws Exception {
        try (MeetingPlace place = place(count)) {
            List<Future<Object[]>> others = new ArrayList<>();
            for (int i = 1; i < count; i++) others.add(threads.submit(member(place.address(), work)));
            place.gather("name: test\n", there -> {});
            List<R> results = new ArrayList<>(Collections.nCopies(count, null));
            results.set(0, work.of(place.ring()));
            for (Future<Object[]> other : others) {
                Object[] found = other.get(LIMIT_SECONDS, TimeUnit.SECONDS);
                @SuppressWarnings("unchecked")
                R result = (R) found[1];
                results.set((int) found[0], result);
            }
            return results;
        }
    }

    private static <R> Callable<Object[]> member(InetSocketAddress address, Work<R> work) {
        return () -> {
            try (Member member = Member.join(address, KEY, -1)) {
                assertThat(member.configuration()).isEqualTo("name: test\n");
                return new Object[] {member.ring().rank(), work.of(member.ring())};
            }
        };
    }

    private static float[] values(int rank, int size) {
        SplittableRandom random = new SplittableRandom(rank);
        float[] values = new float[size];
        for (int i = 0; i < size; i++) values[i] = (float) (random.nextDouble() - 0.5);
        return values;
    }

    private static float[] sum(Ring ring, float... own) {
        ByteBuffer memory = ByteBuffer.allocateDirect(Float.BYTES * own.length).order(ByteOrder.nativeOrder());
        memory.asFloatBuffer().put(own);
        ring.sum(memory);
        float[] all = new float[own.length];
        memory.asFloatBuffer().get(all);
        return all;
    }

    /** Sizes below the number of workers, of one write, of many chunks, and with a rest. */
    @Test
    void allWorkersHoldTheSameSums() throws Exception {
        for (int count : new int[] {2, 3, 5}) {
            List<List<float[]>> found = together(count, ring -> {
                List<float[]> sums = new ArrayList<>();
                for (int size : new int[] {1, 2, 3, 17, 1000, 70_001, 1_000_003}) {
                    sums.add(sum(ring, values(ring.rank(), size)));
                }
                return sums;
            });
            for (int k = 0; k < found.get(0).size(); k++) {
                float[] first = found.get(0).get(k);
                for (List<float[]> other : found) assertThat(other.get(k)).isEqualTo(first);
                double[] expected = new double[first.length];
                for (int rank = 0; rank < count; rank++) {
                    float[] own = values(rank, first.length);
                    for (int i = 0; i < own.length; i++) expected[i] += own[i];
                }
                for (int i = 0; i < first.length; i++) {
                    if (Math.abs(first[i] - expected[i]) > 1e-6)
                        assertThat((double) first[i]).isEqualTo(expected[i]);
                }
            }
        }
    }

    /** Means of 3, 0 and 1 rows: the empty one counts nothing, whatever it says. */
    @Test
    void meansAreWeightedByRows() throws Exception {
        double[] own = {2, 1000, 6};
        long[] rows = {3, 0, 1};
        assertThat(together(3, ring -> ring.mean(own[ring.rank()], rows[ring.rank()])))
                .containsExactly(3.0, 3.0, 3.0);
    }

    @Test
    void allWorkersHearTheFirst() throws Exception {
        byte[] content = new byte[1_000_001];
        new SplittableRandom(1).nextBytes(content);
        List<Boolean> equal = together(3, ring -> {
            boolean empty = ring.ofFirst(new byte[0]).length == 0;
            byte[] heard = ring.ofFirst(ring.rank() == 0 ? content : new byte[7]);
            return empty && Arrays.equals(heard, content);
        });
        assertThat(equal).containsExactly(true, true, true);
    }

    /** The sockets' buffers hold the few values: the first worker waits for the third, and writes to the lost one no more. */
    @ParameterizedTest
    @ValueSource(ints = {3, 1_000_000})
    void aWorkerThatHasGoneEndsTheSumsOfAll(int size) throws Exception {
        Work<float[]> leaves = ring -> {
            if (ring.rank() != 1) return sum(ring, values(ring.rank(), size));
            Thread.sleep(500);
            return new float[0];
        };
        List<Future<Object[]>> others = new ArrayList<>();
        try (MeetingPlace place = place(3)) {
            for (int i = 1; i < 3; i++) others.add(threads.submit(member(place.address(), leaves)));
            place.gather("name: test\n", there -> {});
            assertThatThrownBy(() -> leaves.of(place.ring()))
                    .isInstanceOf(WorkerLost.class)
                    .hasMessage("worker 2 of 3 was lost");
        }
        List<String> ends = new ArrayList<>();
        for (Future<Object[]> other : others) {
            try {
                other.get(LIMIT_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                ends.add(e.getCause().getMessage());
            }
        }
        assertThat(ends).containsExactly("another worker was lost");
    }

    /** What the first worker says at its end, and what the other one makes of it. */
    @Test
    void theOthersLearnWhetherTheFirstFailed() throws Exception {
        for (boolean fails : new boolean[] {true, false}) {
            Future<String> other;
            try (MeetingPlace place = place(2)) {
                InetSocketAddress address = place.address();
                other = threads.submit(() -> {
                    try (Member member = Member.join(address, KEY, 1)) {
                        assertThatThrownBy(() -> sum(member.ring(), 1)).isInstanceOf(WorkerLost.class);
                        return member.isOver() ? "over" : "failed";
                    }
                });
                place.gather("name: test\n", there -> {});
                if (!fails) place.ring().release();
            }
            assertThat(other.get(LIMIT_SECONDS, TimeUnit.SECONDS)).isEqualTo(fails ? "failed" : "over");
        }
    }

    @Test
    void whoeverComesLaterFindsNobody() throws Exception {
        try (MeetingPlace place = place(2)) {
            InetSocketAddress address = place.address();
            Future<Object[]> other = threads.submit(member(address, ring -> sum(ring, 2)[0]));
            place.gather("name: test\n", there -> {});
            assertThatThrownBy(() -> new Socket(address.getAddress(), address.getPort()).close())
                    .isInstanceOf(ConnectException.class);
            assertThat(sum(place.ring(), 1)).containsExactly(3);
            other.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        }
    }

    @Test
    @Timeout(600)
    void aStartedWorkerDoesNotWaitForAFirstOneThatHasGone() throws Exception {
        InetSocketAddress gone;
        try (ServerSocketChannel server = open()) {
            gone = (InetSocketAddress) server.getLocalAddress();
        }
        assertThatThrownBy(() -> Member.join(gone, KEY, 1))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("the first worker does not answer");
        try (ServerSocketChannel server = open()) {
            Future<Member> other =
                    threads.submit(() -> Member.join((InetSocketAddress) server.getLocalAddress(), KEY, 1));
            try (SocketChannel guest = server.accept()) {
                Hello.read(guest, KEY);
                DataOutputStream out = new DataOutputStream(guest.socket().getOutputStream());
                out.writeUTF(Versions.CURRENT.toolkit());
                out.writeInt(1);
                out.writeInt(2);
                out.writeUTF("");
                out.writeInt(0);
                out.writeInt(0);
                server.accept(); // the member is the last of the ring, and waits for the worker before it
            }
            assertThatThrownBy(other::get)
                    .hasCauseInstanceOf(UserError.class)
                    .hasMessageContaining("the first worker closed the connection");
        }
    }

    /** It was there and told, and has gone before it connected to the first one. */
    @Test
    @Timeout(600)
    void theFirstWorkerDoesNotWaitForALastOneThatHasGone() throws Exception {
        try (MeetingPlace place = place(3);
                ServerSocketChannel waiting = open()) {
            int port = ((InetSocketAddress) waiting.getLocalAddress()).getPort();
            SocketChannel last = Member.connect(place.address(), Hello.joining(2, port), KEY);
            Future<?> going = threads.submit(() -> {
                DataInputStream in = new DataInputStream(last.socket().getInputStream());
                in.readUTF();
                in.skipNBytes(8);
                in.readUTF();
                in.skipNBytes(4);
                in.readNBytes(in.readInt()); // the whole: an earlier end is another case
                last.close();
                return null;
            });
            Future<Member> other = threads.submit(() -> Member.join(place.address(), KEY, 1));
            assertThatThrownBy(() -> place.gather("name: test\n", there -> {}))
                    .isInstanceOf(WorkerLost.class)
                    .hasMessage("worker 3 of 3 was lost");
            other.get().close();
            going.get();
        }
    }

    /** A machine without power says nothing: both ends ask after 30 s, and thrice. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aSilentMachineIsAskedWhetherItLives() throws Exception {
        try (ServerSocketChannel server = open();
                SocketChannel near = Member.connect((InetSocketAddress) server.getLocalAddress(), Hello.next(0), KEY);
                SocketChannel far = server.accept()) {
            Hello.read(far, KEY);
            for (SocketChannel end : List.of(near, far)) {
                assertThat(end.getOption(StandardSocketOptions.SO_KEEPALIVE)).isTrue();
                assertThat(end.getOption(ExtendedSocketOptions.TCP_KEEPIDLE)).isEqualTo(30);
                assertThat(end.getOption(ExtendedSocketOptions.TCP_KEEPINTERVAL))
                        .isEqualTo(10);
                assertThat(end.getOption(ExtendedSocketOptions.TCP_KEEPCOUNT)).isEqualTo(3);
            }
        }
    }

    private static ServerSocketChannel open() throws IOException {
        return ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    @Test
    void strangersAreSentAwayAndTheWorkersMeet() throws Exception {
        try (MeetingPlace place = place(2)) {
            try (Socket stranger =
                    new Socket(place.address().getAddress(), place.address().getPort())) {
                stranger.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                assertThat(threads.submit(() -> Member.join(place.address(), "another key", -1)))
                        .isNotNull();
                Future<Object[]> other = threads.submit(member(place.address(), ring -> sum(ring, 2)[0]));
                place.gather("name: test\n", there -> {});
                assertThat(sum(place.ring(), 1)).containsExactly(3);
                assertThat(other.get(LIMIT_SECONDS, TimeUnit.SECONDS)[1]).isEqualTo(3f);
            }
        }
    }

    @Test
    void anotherKeyIsRefused() throws Exception {
        try (MeetingPlace place = place(2)) {
            Future<?> gathering = threads.submit(() -> place.gather("", there -> {}));
            assertThatThrownBy(() -> Member.join(place.address(), "another key", -1))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("cannot join the training at ")
                    .hasMessageContaining("its key in DXMI_WORKERS_KEY");
            gathering.cancel(true);
        }
    }
}
