package io.dxmi.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.build.Data;
import io.dxmi.build.Game;
import io.dxmi.build.Models;
import io.dxmi.config.Config;
import io.dxmi.config.ConfigLoader;
import io.dxmi.jobs.WorkerCommand;
import io.dxmi.ring.MeetingPlace;
import io.dxmi.ring.Member;
import io.dxmi.ring.Ring;
import io.dxmi.samplers.engine.SeededDraws;
import io.dxmi.samplers.engine.Share;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.train.Part;
import io.dxmi.trained.Trained;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What data-parallel training costs with two processes of this machine: the ring's sum beside a copy of the same memory, and
 * an iteration of each preset beside an iteration of its half of the batch without the other worker, both processes at work.
 */
public final class WorkersBench {

    private static final String KEY = "bench";
    private static final int WORKERS = 2;
    private static final int[] FLOATS = {1, 100_000, 700_000, 36_000_000};
    private static final List<String> PRESETS = List.of("8gaussians", "digits");
    private static final int SUMS = 15;
    private static final int BLOCKS = 31;
    private static final int ITERATIONS = 12;

    /** So many blocks until Java's and the engine's compilers have done most of their work. */
    private static final int WARM_UP = 20;

    private static final long HEAP = 1L << 30;
    private static final double MILLI = 1e6;

    private WorkersBench() {}

    /** Without arguments the first worker, which starts the other with the port. */
    public static void main(String[] arguments) throws IOException {
        InetAddress here = InetAddress.getLoopbackAddress();
        if (arguments.length > 0) {
            InetSocketAddress first = new InetSocketAddress(here, Integer.parseInt(arguments[0]));
            try (Member member = Member.join(first, KEY, -1)) {
                run(member.ring());
            }
            return;
        }
        try (MeetingPlace place =
                new MeetingPlace(new InetSocketAddress(here, 0), KEY, WORKERS, rank -> Optional.empty())) {
            String port = Integer.toString(place.address().getPort());
            Process other = new ProcessBuilder(WorkerCommand.of(WorkersBench.class.getName(), HEAP, List.of(port)))
                    .inheritIO()
                    .start();
            place.gather("", there -> {});
            run(place.ring());
            other.onExit().join();
        }
    }

    private static void run(Ring ring) {
        say(ring, "ring of two workers; ms: median (min to max) of %d", SUMS);
        double latency = 0;
        double perFloat = 0;
        Map<Integer, Double> medians = new HashMap<>();
        for (int floats : FLOATS) {
            double median = sums(ring, floats);
            if (floats == 1) latency = median;
            perFloat = (median - latency) / floats;
            medians.put(floats, median);
        }
        double speed = Float.BYTES / perFloat; // bytes in a ms; of two workers, each sends every value once
        for (int floats : FLOATS) {
            double simulated = ScalingModel.ring((double) Float.BYTES * floats, 1, latency / 2, speed, WORKERS);
            say(ring, "%,11d floats: simulated %.2f, measured %.2f", floats, simulated, medians.get(floats));
        }
        say(
                ring,
                "%nprocessor time of an iteration beyond sums; ms: median of %d blocks of %d, by turns",
                BLOCKS,
                ITERATIONS);
        for (String preset : PRESETS) {
            try (NDManager root = Torch.open()) {
                iterations(root, ring, ConfigLoader.preset(preset, List.of()), latency, perFloat);
            }
        }
    }

    private static double sums(Ring ring, int floats) {
        ByteBuffer values = direct(floats);
        ByteBuffer copy = direct(floats);
        double[] sum = new double[SUMS];
        double[] copied = new double[SUMS];
        for (int k = -SUMS; k < SUMS; k++) { // the first ones warm up
            ring.sum(direct(1)); // begin together
            long from = System.nanoTime();
            ring.sum(values);
            long to = System.nanoTime();
            copy.duplicate().put(values.duplicate());
            if (k < 0) continue;
            sum[k] = (to - from) / MILLI;
            copied[k] = (System.nanoTime() - to) / MILLI;
        }
        Arrays.sort(sum);
        Arrays.sort(copied);
        say(
                ring,
                "%,11d floats: sum %8.2f (%.2f to %.2f)   memory copy %7.2f (%.2f to %.2f)",
                floats,
                sum[SUMS / 2],
                sum[0],
                sum[SUMS - 1],
                copied[SUMS / 2],
                copied[0],
                copied[SUMS - 1]);
        return sum[SUMS / 2];
    }

    private static ByteBuffer direct(int floats) {
        return ByteBuffer.allocateDirect(Float.BYTES * floats).order(ByteOrder.nativeOrder());
    }

    /** One worker's half of the batch, alone and as a part of the whole, by turns. */
    private static void iterations(NDManager root, Ring ring, Config config, double latency, double perFloat) {
        int batch = config.trainer().batch();
        Share share = ring.share(batch);
        TimedRing timed = new TimedRing(ring);
        Models models = Models.of(config, Data.shape(config.data()));
        try (Game alone = Game.of(root, config, models);
                Game together = Game.of(root, config, models, Optional.empty(), new Part(share, timed))) {
            List<Double> bare = new ArrayList<>();
            List<Double> shared = new ArrayList<>();
            List<Double> waiting = new ArrayList<>();
            for (int k = -WARM_UP; k < BLOCKS; k++) {
                ring.sum(direct(1));
                double own = block(root, alone, config, new Share(0, share.rows(), share.rows()), k);
                ring.sum(direct(1));
                long wall = timed.wall();
                long cpu = timed.cpu();
                double both = block(root, together, config, share, k);
                if (k < 0) continue;
                bare.add(own);
                shared.add(both - (timed.cpu() - cpu) / MILLI / ITERATIONS);
                waiting.add((timed.wall() - wall) / MILLI / ITERATIONS);
            }
            double iterations = (BLOCKS + WARM_UP) * ITERATIONS;
            double modelled = (timed.calls() * latency + timed.floats() * perFloat) / iterations;
            say(
                    ring,
                    "%-10s batch %d, %.0f sums of %,.0f floats together: half a batch alone %.2f, as a worker %.2f (%+.1f %%);"
                            + " in the ring %.2f on the clock, waiting included, and %.2f by its sums",
                    config.name(),
                    batch,
                    timed.calls() / iterations,
                    timed.floats() / iterations,
                    median(bare),
                    median(shared),
                    100 * (median(shared) / median(bare) - 1),
                    median(waiting),
                    modelled);
        }
    }

    /** Processor time of an iteration in this thread, ms. */
    private static double block(NDManager root, Game game, Config config, Share share, int number) {
        SeededDraws draws = new SeededDraws(1);
        long[] shape = Data.shape(config.data());
        Instant from = Instant.now();
        for (int i = 0; i < ITERATIONS; i++) {
            long now = (number + (long) WARM_UP) * ITERATIONS + i;
            try (NDManager scope = root.newSubManager()) {
                NDArray data = share.of(draws.at(now)).normal(scope, "data", Trained.batched(share.rows(), shape));
                game.iterate(now, data, share.of(draws.at(now)));
            }
        }
        return (Instant.now().cpu() - from.cpu()) / MILLI / ITERATIONS;
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElse(Double.NaN);
    }

    private static void say(Ring ring, String format, Object... values) {
        if (ring.rank() == 0) System.out.printf(Locale.ROOT, format + "%n", values);
    }
}
