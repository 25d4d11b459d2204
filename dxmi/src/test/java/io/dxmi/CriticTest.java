package io.dxmi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import io.dxmi.eval.quality.ExactWasserstein;
import io.dxmi.gcd.energy.Energy;
import io.dxmi.gcd.energy.EnergyFunction;
import io.dxmi.gcd.energy.NetworkEnergy;
import io.dxmi.gcd.objective.ContrastiveLoss;
import io.dxmi.gcd.objective.GradientPenalty;
import io.dxmi.gcd.objective.RegularisedLoss;
import io.dxmi.gcd.objective.Regulariser;
import io.dxmi.gcd.objective.TransformLoss;
import io.dxmi.samplers.engine.Compiled;
import io.dxmi.samplers.engine.Computation;
import io.dxmi.samplers.engine.Loss;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.engine.train.Adam;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.engine.train.Update;
import io.dxmi.samplers.net.Network;
import io.dxmi.samplers.net.layer.Linear;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Critics by the c-transform measure Wasserstein-1 distances that are known in closed form. */
class CriticTest {

    private static final int BATCH = 128;
    private static final int STEPS = 1000;
    private static final int FRESH = 20_000;

    /** From uniform first weights of deviation {@code 1 / sqrt(3 in)} to those of He et al., {@code sqrt(2 / in)}. */
    private static final double HE = Math.sqrt(6);

    /** Two laws. */
    private enum Laws {
        SHIFT(2, Math.sqrt(5)),
        CIRCLES(2, 1),
        /** N(0, I) and N(0, 4 I): the mean norm of a standard normal, sqrt(2) Gamma(4.5) / Gamma(4). */
        WIDTHS(8, Math.sqrt(2) * 11.631728396567448 / 6);

        private final int dimensions;
        private final double w1;

        Laws(int dimensions, double w1) {
            this.dimensions = dimensions;
            this.w1 = w1;
        }

        float[] data(Random random, int n) {
            return this == CIRCLES ? circle(random, n, 1) : normal(random, n, 1);
        }

        float[] samples(Random random, int n) {
            if (this == CIRCLES) return circle(random, n, 2);
            if (this == WIDTHS) return normal(random, n, 2);
            float[] points = normal(random, n, 1);
            for (int i = 0; i < points.length; i++) points[i] += i % 2 == 0 ? 2 : 1;
            return points;
        }

        private float[] normal(Random random, int n, double sd) {
            float[] points = new float[n * dimensions];
            for (int i = 0; i < points.length; i++) points[i] = (float) (sd * random.nextGaussian());
            return points;
        }

        private static float[] circle(Random random, int n, double radius) {
            float[] points = new float[2 * n];
            for (int i = 0; i < n; i++) {
                double angle = 2 * Math.PI * random.nextDouble();
                points[2 * i] = (float) (radius * Math.cos(angle));
                points[2 * i + 1] = (float) (radius * Math.sin(angle));
            }
            return points;
        }
    }

    /** The network of the reference values: three hidden layers of 128 units. A smoother one over-estimates more. */
    private record LeakyMlp(int in) implements Network {

        private List<Linear> layers() {
            return List.of(
                    new Linear("fc1", in, 128),
                    new Linear("fc2", 128, 128),
                    new Linear("fc3", 128, 128),
                    new Linear("out", 128, 1));
        }

        @Override
        public List<Parameter> parameters() {
            return layers().stream()
                    .flatMap(layer -> layer.parameters().stream())
                    .toList();
        }

        @Override
        public <T> T of(Ops<T> o, Params<T> p, T x) {
            T h = x;
            for (Linear layer : layers().subList(0, 3)) h = o.leakyRelu(layer.of(o, p, h), 0.2);
            return layers().get(3).of(o, p, h);
        }
    }

    private static Energy energy(Laws laws) {
        return new NetworkEnergy(new LeakyMlp(laws.dimensions));
    }

    private static double[] trained(Laws laws, Loss loss) {
        return trained(laws, loss, 1);
    }

    /** Trains a critic and measures the difference of its means on fresh points, and its mean slope on the data. */
    private static double[] trained(Laws laws, Loss loss, double gain) {
        Energy energy = energy(laws);
        Random random = new Random(7);
        try (NDManager root = Torch.open();
                Learner learner = new Learner(
                        root,
                        Weights.initial(root, Energy.NETWORK, energy.parameters(), 0),
                        Adam.of(1e-3).withBetas(0.5, 0.9))) {
            for (String name : learner.weights().names()) {
                if (name.endsWith("weight")) learner.weights().get(name).muli(gain);
            }
            Update update = learner.compile(loss);
            for (int i = 0; i < STEPS; i++) {
                try (NDManager scope = root.newSubManager()) {
                    update.apply(
                            1 - 0.9 * i / STEPS,
                            0,
                            Torch.array(scope, laws.data(random, BATCH), BATCH, laws.dimensions),
                            Torch.array(scope, laws.samples(random, BATCH), BATCH, laws.dimensions));
                }
            }
            try (NDManager scope = root.newSubManager();
                    EnergyFunction function = new EnergyFunction(root, energy, learner.weights())) {
                float[] data = laws.data(random, FRESH);
                float[] samples = laws.samples(random, FRESH);
                double difference = mean(function.of(scope, Torch.array(scope, samples, FRESH, laws.dimensions))
                                .toFloatArray())
                        - mean(function.of(scope, Torch.array(scope, data, FRESH, laws.dimensions))
                                .toFloatArray());
                float[] slopes = function.score(scope, Torch.array(scope, data, FRESH, laws.dimensions))
                        .toFloatArray();
                double slope = 0;
                for (int i = 0; i < FRESH; i++) {
                    double square = 0;
                    for (int k = 0; k < laws.dimensions; k++) {
                        double s = slopes[i * laws.dimensions + k];
                        square += s * s;
                    }
                    slope += Math.sqrt(square) / FRESH;
                }
                return new double[] {difference, slope};
            }
        }
    }

    private static double mean(float[] values) {
        double sum = 0;
        for (float value : values) sum += value;
        return sum / values.length;
    }

    private static TransformLoss loss(Laws laws, boolean bothSides) {
        return new TransformLoss(energy(laws), Energy.NETWORK, bothSides, laws.dimensions);
    }

    @Test
    void aShiftIsMeasuredWithinThreeHundredths() {
        double[] found = trained(Laws.SHIFT, loss(Laws.SHIFT, false));
        assertThat(found[0]).isCloseTo(Laws.SHIFT.w1, within(0.03 * Laws.SHIFT.w1));
        assertThat(found[1]).isBetween(0.9, 1.1);
    }

    /** The bias of the gradient penalty of weight lambda, which the c-transform has not: a slope of {@code 1 + W1 / (2 lambda)}. */
    @Test
    void aPenalisedCriticIsTooSteep() {
        double lambda = 10;
        Energy energy = energy(Laws.SHIFT);
        Loss difference = new ContrastiveLoss(energy, Energy.NETWORK, 0);
        List<Regulariser> penalty = List.of(new GradientPenalty(lambda, 1, 2));
        double[] found = trained(Laws.SHIFT, new RegularisedLoss(difference, energy, Energy.NETWORK, penalty));
        double w1 = Laws.SHIFT.w1;
        assertThat(found[0]).isCloseTo(w1 * (1 + w1 / (2 * lambda)), within(0.03 * w1));
    }

    @Test
    void circlesAreMeasuredWithinTwelveHundredths() {
        assertThat(trained(Laws.CIRCLES, loss(Laws.CIRCLES, false))[0]).isCloseTo(1, within(0.12));
    }

    /**
     * The batch alone is 43 % further apart than the laws in eight dimensions. With the small first weights of the other tests
     * the critic over-estimates more than this test allows.
     */
    @Test
    void bothSidesOverestimateLessInEightDimensions() {
        assertThat(trained(Laws.WIDTHS, loss(Laws.WIDTHS, true), HE)[0])
                .isBetween(0.9 * Laws.WIDTHS.w1, 1.3 * Laws.WIDTHS.w1);
    }

    /** The trap that the comparison of both objectives avoids: the bound is tight and the critic teaches nothing. */
    @Test
    void theTransformAloneLeavesTheCriticFlat() {
        TransformLoss both = loss(Laws.CIRCLES, false);
        Loss alone = new Loss() {
            @Override
            public List<String> inputs() {
                return both.inputs();
            }

            @Override
            public <T> Value<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
                T certified = both.of(o, networks, in).logged().get("w1_certified");
                return new Value<>(o.scale(certified, -1), Map.of());
            }
        };
        double[] found = trained(Laws.CIRCLES, alone);
        assertThat(found[1]).isLessThan(0.1);
        assertThat(found[0]).isLessThan(0.1);
    }

    /** For every critic, however steep. */
    @ParameterizedTest
    @EnumSource(Laws.class)
    void theBoundIsBelowTheDistanceOfTheBatches(Laws laws) {
        int n = 24;
        Random random = new Random(3);
        try (NDManager root = Torch.open()) {
            for (int trial = 0; trial < 20; trial++) {
                float[] data = laws.data(random, n);
                float[] samples = laws.samples(random, n);
                double w1 = ExactWasserstein.w1(rows(data, laws.dimensions), rows(samples, laws.dimensions))
                        .distance();
                for (boolean bothSides : new boolean[] {false, true}) {
                    TransformLoss loss = loss(laws, bothSides);
                    float scale = (float) Math.exp(random.nextGaussian() * 2);
                    Weights weights =
                            Weights.initial(root, Energy.NETWORK, loss.energy().parameters(), trial);
                    for (String name : weights.names()) weights.get(name).muli(scale);
                    double certified = certified(root, loss, weights, data, samples);
                    // rounding of float32 energies of any size
                    assertThat(certified).isLessThanOrEqualTo(w1 + 1e-4 * (1 + Math.abs(certified)));
                }
            }
        }
    }

    /** A critic that is 0 everywhere certifies the mean distance to the nearest candidate, wherever the points are. */
    @Test
    void distancesAreExactFarFromTheOrigin() {
        int n = 24;
        float offset = 4096; // exact in float32 beside steps of 1 / 1024
        Random random = new Random(5);
        float[] data = new float[2 * n];
        float[] samples = new float[2 * n];
        for (float[] points : List.of(data, samples)) {
            for (int i = 0; i < points.length; i++) points[i] = offset + random.nextInt(1024) / 1024f;
        }
        double nearest = 0;
        for (double[] y : rows(samples, 2)) {
            double least = Double.POSITIVE_INFINITY;
            for (double[] x : rows(data, 2)) least = Math.min(least, Math.hypot(x[0] - y[0], x[1] - y[1]));
            nearest += least / n;
        }
        TransformLoss loss = loss(Laws.SHIFT, false);
        try (NDManager root = Torch.open()) {
            Weights weights =
                    Weights.initial(root, Energy.NETWORK, loss.energy().parameters(), 0);
            for (String name : weights.names()) weights.get(name).muli(0);
            assertThat(certified(root, loss, weights, data, samples)).isCloseTo(nearest, within(1e-5));
        }
    }

    private static double certified(
            NDManager root, TransformLoss loss, Weights weights, float[] data, float[] samples) {
        Computation logged = new Computation() {
            @Override
            public List<String> inputs() {
                return loss.inputs();
            }

            @Override
            public <T> List<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
                return List.of(loss.of(o, networks, in).logged().get("w1_certified"));
            }
        };
        long dimensions = loss.sampleShape()[0];
        try (NDManager scope = root.newSubManager();
                Compiled compiled = new Compiled(root, logged, weights)) {
            return compiled.call(
                            scope,
                            Torch.array(scope, data, data.length / dimensions, dimensions),
                            Torch.array(scope, samples, samples.length / dimensions, dimensions))
                    .get(0)
                    .toFloatArray()[0];
        }
    }

    private static double[][] rows(float[] flat, int dimensions) {
        double[][] rows = new double[flat.length / dimensions][dimensions];
        for (int i = 0; i < flat.length; i++) rows[i / dimensions][i % dimensions] = flat[i];
        return rows;
    }
}
