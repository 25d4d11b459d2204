package io.dxmi.samplers.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.engine.Draws;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.engine.SeededDraws;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.engine.train.Adam;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.engine.train.RateSchedule;
import io.dxmi.samplers.net.StepNetwork;
import io.dxmi.samplers.sample.Sampler;
import io.dxmi.samplers.schedule.DenoiserLevels;
import io.dxmi.samplers.schedule.KarrasSchedule;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Distillation on Gaussian data, where the answer is known: the exact denoiser is {@code D(y, sigma) = m + v / (v + sigma^2) (y -
 * m)} and the consistency function {@code f(y, sigma) = m + sqrt(v / (v + sigma^2)) (y - m)}.
 */
class ConsistencyLossTest {

    private static final double MEAN = 0.4;

    private static final double SD = 0.7;

    private static final double HUBER = 0.00054;

    private static final long[] POINT = {1};

    /** A guess that is linear in the state, with a gain and a shift of its own at each level: {@code f = gain[t] y + shift[t]}. */
    private record Linear(double... gains) implements StepNetwork {

        /** The exact denoiser at these levels. */
        static Linear denoiser(DenoiserLevels levels) {
            double[] gains = new double[levels.steps()];
            for (int t = 0; t < gains.length; t++) gains[t] = SD * SD / (SD * SD + Math.pow(levels.sigma()[t], 2));
            return new Linear(gains);
        }

        @Override
        public List<Parameter> parameters() {
            double[] shifts = Arrays.stream(gains).map(g -> MEAN * (1 - g)).toArray();
            return List.of(Parameter.values("gain", gains), Parameter.values("shift", shifts));
        }

        @Override
        public <T> T of(Ops<T> o, Params<T> p, T x, T time, T label, T latent) {
            T t = o.toInt(time);
            T scaled = o.mul(x, o.perSample(o.indexSelect(p.get("gain"), t), 2));
            return o.add(scaled, o.perSample(o.indexSelect(p.get("shift"), t), 2));
        }
    }

    /** A variance-exploding path whose network is shown the state, told the number of the level and guesses the data. */
    private static DenoiserLevels levels(int steps) {
        double[] ones = new double[steps + 1];
        Arrays.fill(ones, 1);
        double[] each = Arrays.copyOf(ones, steps);
        double[] time = new double[steps];
        for (int t = 0; t < steps; t++) time[t] = t;
        double[] sigma = new KarrasSchedule(steps, 5, 0.02, 7, false).sigmas();
        return new DenoiserLevels(ones, sigma, new double[steps], each, each, time);
    }

    /** The gains that the distillation of the exact denoiser leads to: products of Heun's steps, and the last guess. */
    private static double[] ends(DenoiserLevels levels) {
        double[] sigma = levels.sigma();
        double[] ends = new double[levels.steps()];
        double end = 1;
        for (int t = ends.length - 1; t >= 0; t--) {
            double slope = sigma[t] / (SD * SD + sigma[t] * sigma[t]);
            double stride = sigma[t + 1] - sigma[t];
            double next = 1 + stride * slope;
            if (sigma[t + 1] > 0) {
                next = 1 + stride / 2 * (slope + next * sigma[t + 1] / (SD * SD + sigma[t + 1] * sigma[t + 1]));
            }
            end *= next;
            ends[t] = end;
        }
        return ends;
    }

    private static NDArray[] batch(NDManager scope, Draws draws, NDArray level) {
        long rows = level.size();
        NDArray data = draws.normal(scope, "data", rows, 1)
                .mul(Torch.scalar(scope, SD))
                .add(Torch.scalar(scope, MEAN));
        return new NDArray[] {data, level, draws.normal(scope, "eps", rows, 1), Torch.filled(scope, rows, 0)};
    }

    private static Weights weights(NDManager root, StepNetwork network, String name) {
        return Weights.initial(root, name, network.parameters(), 0);
    }

    /** Every level ends where the teacher's path ends, which is near the end of the exact path. */
    @Test
    void distillationFindsTheEndsOfTheTeachersPaths() {
        DenoiserLevels path = levels(18);
        Linear teacher = Linear.denoiser(path);
        ConsistencyLoss loss = new ConsistencyLoss(teacher, POINT, path);
        int iterations = 3000;
        try (NDManager root = Torch.open();
                NDManager scope = root.newSubManager()) {
            Weights student = weights(root, teacher, Sampler.NETWORK);
            Pretrainer trained = new Pretrainer(
                    root,
                    new Learner(root, student, Adam.of(0.02)),
                    new PretrainingStages(List.of(loss), iterations),
                    RateSchedule.cosine(iterations, 0),
                    weights(root, teacher, ConsistencyLoss.TEACHER));
            try (trained) {
                SeededDraws draws = new SeededDraws(3);
                for (int i = 0; i < iterations; i++) {
                    try (NDManager each = scope.newSubManager()) {
                        Draws now = draws.at(i);
                        trained.iterate(i, batch(each, now, Torch.filled(each, 256, 0))[0], now);
                    }
                }
            }
            float[] gains = student.get("gain").toFloatArray();
            float[] shifts = student.get("shift").toFloatArray();
            double[] ends = ends(path);
            for (int t = 0; t < gains.length; t++) {
                double total = Math.hypot(SD, path.sigma()[t]);
                double exact = SD / total;
                assertThat(ends[t] * total).as("Heun's path from %d", t).isCloseTo(exact * total, within(0.03 * SD));
                assertThat(gains[t] * total).as("gain of level %d", t).isCloseTo(ends[t] * total, within(0.03 * SD));
                assertThat(shifts[t] + gains[t] * MEAN)
                        .as("mean at level %d", t)
                        .isCloseTo(MEAN, within(0.03 * SD));
            }
        }
    }

    /** A student that ends where the teacher's paths end has no loss at any level, its boundary with clean data included. */
    @Test
    void theEndsOfTheTeachersPathsAreTheFixedPoint() {
        DenoiserLevels path = levels(6);
        Linear teacher = Linear.denoiser(path);
        Linear fixed = new Linear(ends(path));
        ConsistencyLoss loss = new ConsistencyLoss(teacher, POINT, path);
        try (NDManager root = Torch.open();
                NDManager scope = root.newSubManager()) {
            for (int t = 0; t < 6; t++) {
                try (Learner learner = new Learner(root, weights(root, fixed, Sampler.NETWORK), Adam.of(0))) {
                    double at = learner.compile(loss, weights(root, teacher, ConsistencyLoss.TEACHER))
                            .apply(1, 0, batch(scope, new SeededDraws(1).at(t), Torch.filled(scope, 50, t)))
                            .loss();
                    // sqrt(e^2 + c^2) - c is at most e, the rounding of states of size 5; of data it weighs 1 / sigma
                    assertThat(at).isCloseTo(0, within(2e-6 / path.sigma()[t]));
                }
            }
        }
    }

    /** At the last level the target is the state itself, where the teacher's step has arrived in clean data. */
    @Test
    void theTargetBesideCleanDataIsTheTeachersGuess() {
        DenoiserLevels path = levels(3);
        Linear teacher = new Linear(0.5, 0.6, 0.7);
        Linear student = new Linear(0.1, 0.2, 0.3);
        float[] data = {0.3f, -0.8f};
        float[] eps = {1.2f, -0.4f};
        double sum = 0;
        for (int i = 0; i < data.length; i++) {
            double y = data[i] + path.sigma()[2] * eps[i];
            double error = 0.3 * y + 0.7 * MEAN - (0.7 * y + 0.3 * MEAN);
            sum += (Math.sqrt(error * error + HUBER * HUBER) - HUBER) / data.length / path.sigma()[2];
        }
        try (NDManager root = Torch.open();
                Learner learner = new Learner(root, weights(root, student, Sampler.NETWORK), Adam.of(0))) {
            double found = learner.compile(
                            new ConsistencyLoss(student, POINT, path), weights(root, teacher, ConsistencyLoss.TEACHER))
                    .apply(
                            1,
                            0,
                            Torch.array(root, data, 2, 1),
                            Torch.filled(root, 2, 2),
                            Torch.array(root, eps, 2, 1),
                            Torch.filled(root, 2, 0))
                    .loss();
            assertThat(found).isCloseTo(sum, within(1e-5 * sum));
        }
    }

    /** A step from one level reads the next level's parameters for its target, and leaves them and the teacher as they were. */
    @Test
    void neitherTargetNorTeacherHasAGradient() {
        DenoiserLevels path = levels(4);
        Linear teacher = Linear.denoiser(path);
        try (NDManager root = Torch.open();
                NDManager scope = root.newSubManager()) {
            Weights student = weights(root, teacher, Sampler.NETWORK);
            Weights frozen = weights(root, teacher, ConsistencyLoss.TEACHER);
            float[] before = student.get("gain").toFloatArray();
            try (Learner learner = new Learner(root, student, Adam.of(0.01))) {
                learner.compile(new ConsistencyLoss(teacher, POINT, path), frozen)
                        .apply(1, 0, batch(scope, new SeededDraws(2).at(0), Torch.filled(scope, 50, 1)));
            }
            float[] after = student.get("gain").toFloatArray();
            for (int t = 0; t < 4; t++)
                assertThat(after[t] == before[t]).as("level %d", t).isEqualTo(t != 1);
            assertThat(frozen.get("gain").toFloatArray()).isEqualTo(before);
        }
    }

    /** Stages of growing numbers of levels; a state carries the teacher, so that a resumed pre-training needs nothing else. */
    @Test
    void aRestoredPretrainingEndsInTheSameBytes() {
        try (NDManager root = Torch.open()) {
            Linear exact = Linear.denoiser(levels(8));
            Map<String, HostTensor> half;
            Map<String, HostTensor> whole;
            try (Pretrainer trained = staged(root, exact, exact)) {
                for (int i = 0; i < 3; i++) iterate(root, trained, i);
                half = trained.state();
                for (int i = 3; i < 6; i++) iterate(root, trained, i);
                whole = trained.state();
            }
            Linear other = new Linear(1, 1, 1, 1, 1, 1, 1, 1);
            try (Pretrainer resumed = staged(root, other, other)) {
                resumed.restore(half, "half");
                for (int i = 3; i < 6; i++) iterate(root, resumed, i);
                assertThat(bytes(resumed.state())).isEqualTo(bytes(whole));
            }
            assertThat(bytes(half)).isNotEqualTo(bytes(whole)).containsKey("teacher/weights/gain");
        }
    }

    private static Pretrainer staged(NDManager root, Linear student, Linear teacher) {
        List<PretrainingLoss> losses =
                List.of(new ConsistencyLoss(student, POINT, levels(4)), new ConsistencyLoss(student, POINT, levels(8)));
        return new Pretrainer(
                root,
                new Learner(root, weights(root, student, Sampler.NETWORK), Adam.of(0.01)),
                new PretrainingStages(losses, 6),
                RateSchedule.cosine(6, 0),
                weights(root, teacher, ConsistencyLoss.TEACHER));
    }

    private static void iterate(NDManager root, Pretrainer trained, long i) {
        try (NDManager scope = root.newSubManager()) {
            Draws now = new SeededDraws(5).at(i);
            trained.iterate(i, batch(scope, now, Torch.filled(scope, 16, 0))[0], now);
        }
    }

    private static Map<String, String> bytes(Map<String, HostTensor> state) {
        Map<String, String> text = new TreeMap<>();
        state.forEach((key, tensor) -> text.put(key, Arrays.toString(tensor.data())));
        return text;
    }

    @Test
    void stagesShareTheIterationsEvenly() {
        List<PretrainingLoss> losses = List.of(
                new ConsistencyLoss(new Linear(1), POINT, levels(2)),
                new ConsistencyLoss(new Linear(1), POINT, levels(4)),
                new ConsistencyLoss(new Linear(1), POINT, levels(8)));
        PretrainingStages stages = new PretrainingStages(losses, 9);
        for (int i = 0; i < 12; i++) assertThat(stages.at(i)).isSameAs(losses.get(Math.min(2, i / 3)));
    }
}
