package io.dxmi.runs.time;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.build.Game;
import io.dxmi.build.Models;
import io.dxmi.build.Pretrainers;
import io.dxmi.config.Config;
import io.dxmi.config.GameConfig;
import io.dxmi.config.NoiseSd;
import io.dxmi.config.ObjectiveConfig;
import io.dxmi.gcd.energy.Energy;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.engine.Draws;
import io.dxmi.samplers.engine.SeededDraws;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.train.Diverged;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.engine.train.Part;
import io.dxmi.samplers.pretrain.Pretrainer;
import io.dxmi.trained.Trained;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Times a few iterations of a training on random rows in the shape of its data, with networks of their own. Nothing is
 * written.
 */
public final class TimedTraining {

    /** Times that the parts may take, about, s. */
    private static final double PRETRAINING = 5;

    private static final double MOVING = 10;
    private static final double RESTING = 4;
    private static final double SAMPLES = 3;

    private final NDManager root;
    private final Config config;
    private final Models models;
    private final Game game;
    private final long[] shape;
    private final StepClock clock = new StepClock(System::nanoTime);

    private TimedTraining(NDManager root, Config config, Models models, Game game) {
        this.root = root;
        this.config = config;
        this.models = models;
        this.game = game;
        this.shape = models.sampler().sampleShape();
    }

    /**
     * Forecasts.
     *
     * @param root on the device of the training
     * @param cost as {@link Game#of}
     * @param left what is to be done
     * @param workers that share every batch
     * @param here those of this machine
     * @return empty if the timed iterations diverge
     */
    public static Optional<TimeForecast> of(
            NDManager root,
            Config config,
            Models models,
            Optional<Energy> cost,
            IterationsLeft left,
            int workers,
            int here) {
        if (left.isNothing()) return Optional.of(new TimeForecast(0, 0, "nothing is left to train"));
        Config timed = config.energy().noiseSd().isAuto()
                ? config.with(config.energy().withNoise(NoiseSd.of(1))) // any noise takes the same time
                : config;
        try (NDManager scope = root.newSubManager();
                Game game = Game.of(scope, timed, models, cost, Part.WHOLE)) {
            return Optional.of(new TimedTraining(scope, timed, models, game).forecast(left, workers, here));
        } catch (Diverged e) {
            return Optional.empty();
        }
    }

    private TimeForecast forecast(IterationsLeft left, int workers, int here) {
        List<StepClock.Timed> all = new ArrayList<>();
        double pretraining = left.pretraining() == 0 ? 0 : kept(all, pretraining(workers, left.pretraining()));
        int rows = share(config.trainer().batch(), workers);
        double moving = 0;
        if (left.moving() > 0) {
            long start = config.game() instanceof GameConfig.WithSampler rules ? rules.startIteration() : 0;
            moving = kept(all, joint(start, rows, MOVING, left.moving()));
        }
        double resting = left.resting() == 0 ? 0 : kept(all, joint(0, rows, RESTING, left.resting()));
        double measurement = left.measurements() == 0 ? 0 : kept(all, samples(left.measurements()));
        double slower = Math.max(
                1, (double) here * Torch.threads() / Runtime.getRuntime().availableProcessors());
        return TimeForecast.of(
                left,
                new TimeForecast.Steps(pretraining, resting, moving, measurement),
                here == 1 || root.getDevice().isGpu() ? 1 : slower,
                how(all, workers));
    }

    private static double kept(List<StepClock.Timed> all, StepClock.Timed timed) {
        all.add(timed);
        return timed.seconds();
    }

    private static String how(List<StepClock.Timed> all, int workers) {
        int times = all.stream().mapToInt(StepClock.Timed::times).sum();
        StringBuilder how = new StringBuilder("from " + counted(times, "timed iteration") + " on this machine with "
                + counted(Torch.threads(), "thread"));
        all.stream()
                .filter(StepClock.Timed::isScaled)
                .forEach(timed -> how.append(", scaled from " + timed.rows() + " to " + timed.all() + " rows"));
        if (workers > 1) how.append(", of one of " + workers + " workers; their sums of gradients are left out");
        return how.toString();
    }

    private static String counted(int n, String what) {
        return n + " " + what + (n == 1 ? "" : "s");
    }

    private StepClock.Timed pretraining(int workers, long most) {
        Learner sampler = game.sampler().orElseThrow();
        try (Pretrainer pretrainer = Pretrainers.of(root, config, models, sampler, Part.WHOLE)) {
            return clock.time(
                    rows -> step(0, rows, pretrainer::iterate),
                    share(config.pretrain().batch(), workers),
                    1,
                    PRETRAINING,
                    most);
        }
    }

    /** The iterations at {@code start} again and again, a whole round of those that end with a step of the sampler. */
    private StepClock.Timed joint(long start, int rows, double allowed, long most) {
        int round = config.game() instanceof GameConfig.WithSampler rules ? rules.nCritic() : 1;
        long first = (start + round - 1) / round * round;
        StepClock.Timed timed = clock.time(
                some -> {
                    for (int k = 0; k < round; k++) step(first + k, some, game::iterate);
                },
                rows,
                config.objective() instanceof ObjectiveConfig.Ranking ranking ? ranking.negatives() : 1,
                allowed,
                Math.max(1, most / round));
        return new StepClock.Timed(timed.seconds() / round, timed.times() * round, timed.rows(), timed.all());
    }

    private StepClock.Timed samples(long most) {
        try (Trained trained = Trained.of(
                root,
                config,
                models,
                game.sampler().map(Learner::average),
                game.energy().average())) {
            return clock.time(
                    rows -> trained.sample(0, 0, rows, Progress.NONE),
                    config.evaluation().everySamples(),
                    1,
                    SAMPLES,
                    most);
        }
    }

    @FunctionalInterface
    private interface Step {
        Object iterate(long i, NDArray data, NDArray labels, Draws draws);
    }

    private void step(long i, int rows, Step step) {
        try (NDManager scope = root.newSubManager()) {
            Draws draws = new SeededDraws(config.seed(), config.trainer().noise()).at(i);
            NDArray data = draws.normal(scope, "data", Trained.batched(rows, shape));
            step.iterate(i, data, Torch.filled(scope, rows, 0), draws);
        }
    }

    private static int share(int batch, int workers) {
        return (int) ((batch + workers - 1L) / workers);
    }
}
