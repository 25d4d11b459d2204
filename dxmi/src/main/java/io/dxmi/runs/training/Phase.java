package io.dxmi.runs.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.config.ObjectiveConfig;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.StopFlag;
import io.dxmi.samplers.data.DataSource;
import io.dxmi.samplers.engine.Draws;
import io.dxmi.samplers.engine.SeededDraws;
import io.dxmi.samplers.engine.Seeds;
import io.dxmi.samplers.engine.Share;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.train.Diverged;
import io.dxmi.samplers.image.Image;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.trained.Trained;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.LongPredicate;
import java.util.function.Supplier;

/** The loop around a training step: data, reports, checkpoints, stopping. */
final class Phase {

    /** A loss beyond this has left every useful range, although it is still a number. */
    private static final double HOPELESS = 1e6;

    /** One iteration of a phase. */
    @FunctionalInterface
    interface Step {
        Map<String, Double> iterate(long i, NDArray batch, NDArray labels, Draws draws);
    }

    private final Setup setup;
    private final String name;
    private final long iterations;
    private final int batch;
    private final Step step;
    private final Supplier<Map<String, HostTensor>> state;
    private final LongPredicate complete;
    private final LocalSteps local;
    private final SeededDraws draws;

    /**
     * Describes the phase.
     *
     * @param name stands in reports and checkpoints, and seeds the draws
     * @param iterations at its end
     * @param batch samples per iteration, of all workers
     * @param state the content of a checkpoint
     * @param complete whether the state after iteration i is enough to continue from
     * @param local how workers agree that do not sum their gradients
     */
    Phase(
            Setup setup,
            String name,
            long iterations,
            int batch,
            Step step,
            Supplier<Map<String, HostTensor>> state,
            LongPredicate complete,
            LocalSteps local) {
        this.setup = setup;
        this.name = name;
        this.iterations = iterations;
        this.batch = batch;
        this.step = step;
        this.state = state;
        this.complete = complete;
        this.local = local;
        this.draws = new SeededDraws(
                Seeds.mix(setup.config().seed(), name), setup.config().trainer().noise());
    }

    /**
     * Iterates from iteration {@code from} to the end, or to the first checkpoint after a stop was requested.
     *
     * @param start scalars of the state before the first iteration
     * @return whether the phase is complete
     * @throws Diverged if training diverges
     */
    boolean run(Keeper keeper, long from, Supplier<Map<String, Double>> start, Progress progress, StopFlag stop) {
        if (from == iterations) return true;
        progress.begin(name, from, iterations);
        if (from == 0) progress.step(name, 0, start.get());
        long saved = from;
        for (long i = from; i < iterations; i++) {
            Map<String, Double> row = iterate(keeper, i);
            boolean report = row.containsKey(setup.distanceKey())
                    || (i + 1) % setup.config().trainer().reportEvery() == 0
                    || i + 1 == iterations;
            progress.step(name, i + 1, report ? row : Map.of());
            boolean agreed = local.after(i + 1, complete.test(i), i + 1 == iterations);
            boolean due = i + 1 - saved >= setup.config().trainer().checkpointEvery()
                    || stop.requested()
                    || i + 1 == iterations;
            if (due && agreed && (complete.test(i) || i + 1 == iterations)) {
                keeper.checkpoint(name, i + 1, state);
                saved = i + 1;
                if (stop.requested() && i + 1 < iterations) return false;
            }
        }
        progress.end(name);
        return true;
    }

    private Map<String, Double> iterate(Keeper keeper, long i) {
        Map<String, Double> row;
        try (NDManager scope = setup.root().newSubManager()) {
            long order = Seeds.mix(setup.config().seed(), name);
            Share share = setup.workers().share(batch);
            long[] labels = Arrays.stream(setup.data().labels(order, i, batch), share.from(), share.to())
                    .asLongStream()
                    .toArray();
            row = step.iterate(
                    i, data(scope, order, i, share), Torch.array(scope, labels, share.rows()), share.of(draws.at(i)));
        } catch (Diverged e) {
            throw diverged(keeper, i, e.getMessage(), e);
        }
        if (setup.workers().rank() == 0) requireUseful(keeper, i, row);
        return row;
    }

    /** The worker that keeps the run judges for all. */
    private void requireUseful(Keeper keeper, long i, Map<String, Double> row) {
        for (Map.Entry<String, Double> scalar : row.entrySet()) {
            double size = Math.abs(scalar.getValue());
            if (scalar.getKey().equals("energy/energy_magnitude")) size = Math.sqrt(size); // a mean square
            if (size > HOPELESS) {
                throw diverged(keeper, i, scalar.getKey() + " is beyond " + HOPELESS + "; " + row, null);
            }
        }
    }

    /** This worker's rows of a batch; pictures are decoded where the networks are. */
    private NDArray data(NDManager scope, long order, long i, Share share) {
        DataSource data = setup.data();
        long[] shape = Trained.batched(share.rows(), data.sampleShape());
        return data.pixels(order, i, batch, share.from(), share.to())
                .map(bytes -> Torch.decoded(scope, bytes, Image.values(), shape))
                .orElseGet(() -> Torch.array(scope, data.part(order, i, batch, share.from(), share.to()), shape));
    }

    /** Only the loss of differences has it. */
    private String gamma() {
        return setup.config().objective() instanceof ObjectiveConfig.Difference ? " or a larger objective.gamma" : "";
    }

    private Diverged diverged(Keeper keeper, long i, String what, Throwable cause) {
        String good = keeper.newest().map(Path::toString).orElse("none yet");
        return new Diverged(
                name + " diverged at iteration " + (i + 1) + ": " + what + "; last good checkpoint: " + good
                        + (name.equals(GameTraining.NAME)
                                ? "; lower learning rates" + gamma() + " usually help"
                                : "; a lower pretrain.rate usually helps"),
                cause);
    }
}
