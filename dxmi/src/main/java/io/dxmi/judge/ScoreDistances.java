package io.dxmi.judge;

import io.dxmi.build.Schedules;
import io.dxmi.config.Config;
import io.dxmi.config.GameConfig;
import io.dxmi.config.SamplerConfig;
import io.dxmi.config.ScheduleConfig;
import io.dxmi.eval.quality.ExactWasserstein;
import io.dxmi.eval.quality.NoisedMixture;
import io.dxmi.eval.quality.Points;
import io.dxmi.eval.quality.ScoreBound;
import io.dxmi.eval.quality.ScoreField;
import io.dxmi.eval.quality.SynchronousCoupling;
import io.dxmi.eval.reference.Fact;
import io.dxmi.eval.reference.FeatureSet;
import io.dxmi.eval.reference.Measured;
import io.dxmi.eval.reference.Method;
import io.dxmi.eval.reference.Reported;
import io.dxmi.eval.reference.Side;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.data.Distribution2d;
import io.dxmi.samplers.data.FreshDraws;
import io.dxmi.samplers.engine.Seeds;
import io.dxmi.samplers.sample.SamplerKind;
import io.dxmi.samplers.schedule.Prediction;
import io.dxmi.samplers.schedule.StepCoefficients;
import io.dxmi.trained.Trained;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * The Wasserstein-2 distance of a diffusion sampler from a mixture of Gaussians: measured, and from above by a coupling and by
 * the errors of its score.
 *
 * @param data the mixture
 * @param signal signal powers of the sampler's states, ascending, (T)
 */
record ScoreDistances(FreshDraws data, Config config, NoisedMixture mixture, double[] signal) {

    private static final String W2 = "w2";
    private static final String COUPLING = "w2_coupling";
    private static final String BOUND = "w2_bound";

    /** Names of what is measured, the measurement first; it has a floor beside it. */
    static final List<String> NAMES = List.of(W2, COUPLING, BOUND);

    static final String VACUOUS = "vacuous";

    /** Points that are matched exactly, if the evaluation has as many samples; the cost grows with their cube. */
    private static final int MATCHED = 1000;

    /** Pairs of the coupling, and noised data and points between modes at each level, if the evaluation has as many samples. */
    private static final int TERMS = 2000;

    /** Of the differences that slopes are told from, in deviations of the noised modes: float32 has to resolve them. */
    private static final double DIFFERENCE = 0.02;

    /** Empty unless the data are a mixture of Gaussians and the sampler takes Gaussian steps of a variance-preserving process. */
    static Optional<ScoreDistances> of(FreshDraws data, Config config) {
        List<Distribution2d.Mode> modes = data.distribution().modes();
        SamplerConfig sampler = config.sampler();
        if (modes.isEmpty()
                || !(config.game() instanceof GameConfig.WithSampler)
                || config.game() instanceof GameConfig.Transport
                || sampler.kind() != SamplerKind.DDPM
                || sampler.schedule() instanceof ScheduleConfig.Karras) return Optional.empty();
        double[][] centres =
                modes.stream().map(m -> new double[] {m.x(), m.y()}).toArray(double[][]::new);
        NoisedMixture mixture = new NoisedMixture(centres, modes.get(0).sd());
        double[] signal = Schedules.of(sampler, sampler.steps()).alphaBar();
        return Optional.of(new ScoreDistances(data, config, mixture, signal));
    }

    List<Reported> of(Trained trained) {
        long seed = Seeds.mix(config.seed(), "evaluate", "score");
        int matched = Math.min(MATCHED, config.evaluation().samples());
        double[][] real = Points.rows(data.heldOut(seed, matched), 2);
        double[][] other = Points.rows(data.batch(seed, 0, matched), 2);
        double[][] samples = Points.rows(trained.sample(seed, 0, matched, Progress.NONE), 2);
        String matching = "W2 by exact matching, float64";
        List<Reported> found = new ArrayList<>();
        found.add(measured(W2, ExactWasserstein.w2(samples, real).distance(), matching, matched));
        found.add(measured(W2 + "_floor", ExactWasserstein.w2(other, real).distance(), matching, matched));
        found.add(measured(
                COUPLING,
                coupling(trained, seed),
                "root mean squared distance of samples from the ends of the exact reverse process under the same noise",
                terms()));
        if (signal.length > 1) found.add(bound(trained, seed));
        return found;
    }

    private int terms() {
        return Math.min(TERMS, config.evaluation().samples());
    }

    private double coupling(Trained trained, long seed) {
        SynchronousCoupling.Step step = (states, t, noise) ->
                Points.rows(trained.step(flat(states), t, flat(noise)).next(), 2);
        return new SynchronousCoupling(mixture, signal)
                .pairs(step, new SplittableRandom(Seeds.mix(seed, "coupling")), terms())
                .distance();
    }

    private Reported bound(Trained trained, long seed) {
        SplittableRandom random = new SplittableRandom(Seeds.mix(seed, "bound"));
        int levels = signal.length;
        double[] time = new double[levels];
        double[] beta = new double[levels];
        double[] error = new double[levels];
        double[] lipschitz = new double[levels];
        Arrays.fill(beta, 1);
        for (int i = 0; i < levels; i++) {
            int t = levels - 1 - i; // the first state is the noisiest
            double a = signal[t];
            ScoreField score = score(trained, t);
            double[][] noised = noised(random, a);
            double step = DIFFERENCE * Math.sqrt(mixture.variance(a));
            time[i] = -Math.log(a);
            error[i] = score.differenceFrom(points -> mixture.score(points, a), noised);
            lipschitz[i] =
                    Math.max(score.steepest(noised, step), score.steepest(mixture.between(random, terms(), a), step));
        }
        double cleanest = signal[levels - 1];
        double shrunk = 1 - Math.sqrt(cleanest);
        double stop = Math.sqrt(shrunk * shrunk * mixture.meanSquare() + 2 * (1 - cleanest));
        double bound =
                stop + ScoreBound.of(time, beta, error, lipschitz, start()).integral();
        if (!(bound < mixture.diameter())) return new Fact(BOUND, VACUOUS);
        return measured(
                BOUND,
                bound,
                "bound of the continuous reverse process by the network's score (arXiv 2212.06359), trapezoids over "
                        + levels + " levels, slopes from " + 2 * terms() + " points each",
                terms());
    }

    /** Of noised data from unit noise, by the plan that keeps the noise: at most this. */
    private double start() {
        double a = signal[0];
        double centres = mixture.meanSquare() - 2 * mixture.sd() * mixture.sd();
        double spread = Math.sqrt(mixture.variance(a)) - 1;
        return Math.sqrt(a * centres + 2 * spread * spread);
    }

    /** What the network says at the level of step t, told from the mean of the step. */
    ScoreField score(Trained trained, int t) {
        Prediction prediction = Schedules.prediction(config.sampler());
        StepCoefficients steps = StepCoefficients.ddpmPosterior(
                Schedules.of(config.sampler(), config.sampler().steps()), prediction);
        double a = signal[t];
        Prediction.Linear noise = prediction.noise(a);
        return points -> {
            float[] states = flat(points);
            float[] mean = trained.step(states, t, new float[states.length]).mean();
            double[][] score = new double[points.length][2];
            for (int i = 0; i < states.length; i++) {
                double x = states[i];
                double said = (mean[i] - steps.state()[t] * x) / steps.network()[t];
                score[i / 2][i % 2] = -(noise.state() * x + noise.network() * said) / Math.sqrt(1 - a);
            }
            return score;
        };
    }

    private double[][] noised(SplittableRandom random, double a) {
        double[][] points = mixture.draws(random, terms());
        for (double[] point : points) {
            for (int j = 0; j < 2; j++) point[j] = Math.sqrt(a) * point[j] + Math.sqrt(1 - a) * random.nextGaussian();
        }
        return points;
    }

    private static float[] flat(double[][] rows) {
        float[] flat = new float[2 * rows.length];
        for (int i = 0; i < flat.length; i++) flat[i] = (float) rows[i / 2][i % 2];
        return flat;
    }

    private Measured measured(String name, double value, String how, int count) {
        return new Measured(
                name,
                value,
                Method.own(how, FeatureSet.POINTS, config.seed()),
                Side.plain(Judges.origin(config), count, ""),
                Side.plain(data.name() + ", exact draws, seed " + config.seed(), count, ""));
    }
}
