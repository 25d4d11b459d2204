package io.dxmi.gcd.bilevel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.engine.Torch;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The levels of hyper-cleaning against closed forms, and what they are for: corrupted rows lose their weight. */
class HyperCleaningTest {

    private static final int ROWS = 400;

    /** {@code log(1 + exp(-t (a'x + b)))} with labels t of -1 and 1. */
    private record Logistic() implements RowLoss {
        @Override
        public List<Parameter> parameters() {
            return List.of(Parameter.constant("a", 0, 1, 3), Parameter.constant("b", 0, 1));
        }

        @Override
        public <T> T of(Ops<T> o, Params<T> network, List<T> rows) {
            T score = o.reshape(o.linear(rows.get(0), network.get("a"), network.get("b")), -1);
            return o.softplus(o.scale(o.mul(score, rows.get(1)), -1));
        }
    }

    private NDManager root;
    private final float[] points = new float[3 * ROWS];
    private final float[] labels = new float[ROWS];
    private final boolean[] corrupted = new boolean[ROWS];
    private RowGradients training;
    private RowGradients clean;

    @BeforeEach
    void open() {
        root = Torch.open();
        RandomGenerator random = new SplittableRandom(3);
        float[] truth = new float[ROWS];
        for (int i = 0; i < ROWS; i++) {
            for (int k = 0; k < 3; k++) points[3 * i + k] = (float) random.nextGaussian();
            truth[i] = points[3 * i] + 0.5f * points[3 * i + 1] > 0.2 ? 1 : -1;
            corrupted[i] = random.nextDouble() < 0.3;
            labels[i] = corrupted[i] ? -truth[i] : truth[i];
        }
        NDArray x = Torch.array(root, points, ROWS, 3);
        training = new RowGradients(root, new Logistic(), x, Torch.array(root, labels, ROWS));
        NDArray first = Torch.array(root, Arrays.copyOf(points, 150), 50, 3);
        clean = new RowGradients(root, new Logistic(), first, Torch.array(root, Arrays.copyOf(truth, 50), 50));
    }

    @AfterEach
    void close() {
        training.close();
        clean.close();
        root.close();
    }

    private double loss(double[] y, int i) {
        double score = y[3];
        for (int k = 0; k < 3; k++) score += y[k] * points[3 * i + k];
        return Math.log1p(Math.exp(-labels[i] * score));
    }

    @Test
    void lossesAndGradientsAreThoseOfTheClosedForm() {
        double[] y = {0.5, -1, 0.25, 0.125};
        int[] rows = {7, 0, 399, 7};
        double[] factors = {0.5, 2, 1, 0.25};
        double[] losses = training.losses(y, rows);
        double[] expected = new double[4];
        for (int k = 0; k < rows.length; k++) {
            int i = rows[k];
            assertThat(losses[k]).isCloseTo(loss(y, i), within(1e-6));
            double slope = -labels[i] * (1 - Math.exp(-loss(y, i))) * factors[k] / rows.length;
            for (int c = 0; c < 3; c++) expected[c] += slope * points[3 * i + c];
            expected[3] += slope;
        }
        assertThat(training.gradient(y, rows, factors)).containsExactly(expected, within(1e-6));
        assertThat(training.size()).isEqualTo(4);
        assertThat(training.evaluations()).isEqualTo(8);
    }

    /** Both gradients of g on one minibatch that draws a row twice, against differences of its closed form. */
    @Test
    void theGradientsOfTheLowerLevelAreItsDerivatives() {
        WeightedRows level = new WeightedRows(training, 0.01, 4);
        int[] rows = {5, 9, 5, 100};
        double[] y = {0.5, -1, 0.25, 0.125};
        double[] x = new double[ROWS];
        x[5] = 1;
        x[9] = -0.5;
        double h = 1e-5;
        double[] ofX = level.gradientX(x, y, rows);
        for (int i : new int[] {5, 9, 100, 101}) {
            double numeric = (value(moved(x, i, h), y, rows) - value(moved(x, i, -h), y, rows)) / (2 * h);
            assertThat(ofX[i]).isCloseTo(numeric, within(1e-6));
        }
        double[] ofY = level.gradientY(x, y, rows);
        for (int k = 0; k < y.length; k++) {
            double numeric = (value(x, moved(y, k, h), rows) - value(x, moved(y, k, -h), rows)) / (2 * h);
            assertThat(ofY[k]).isCloseTo(numeric, within(1e-6));
        }
    }

    private double value(double[] x, double[] y, int[] rows) {
        double weighted = Arrays.stream(rows)
                .mapToDouble(i -> loss(y, i) / (1 + Math.exp(-x[i])))
                .average()
                .orElseThrow();
        return weighted + 0.01 * Arrays.stream(y).map(v -> v * v).sum();
    }

    private static double[] moved(double[] v, int i, double by) {
        double[] out = v.clone();
        out[i] += by;
        return out;
    }

    @Test
    void corruptedRowsLoseTheirWeight() {
        BilevelProblem<int[], int[]> problem =
                BilevelProblem.of(new WeightedRows(training, 0.001, 32), new CleanRows(clean, 32));
        PenaltySteps steps = PenaltySteps.powers(0.4, 0.2, 0.3, 3, 32, 1000);
        Point start = new Point(new double[ROWS], new double[4], new double[4]);
        PenaltyMethod<int[], int[]> method = new PenaltyMethod<>(
                problem,
                PenaltyHypergradient.ONE_SIDED,
                Minibatches.SHARED,
                steps,
                Directions.f2sa(),
                start,
                new SplittableRandom(0));
        while (method.iteration() < 1000) method.iterate();
        double[] x = method.point().x();
        // the share of pairs of a corrupted and another row in which the corrupted row has the smaller weight
        double found = IntStream.range(0, ROWS)
                .filter(i -> corrupted[i])
                .mapToDouble(i -> IntStream.range(0, ROWS)
                        .filter(j -> !corrupted[j])
                        .mapToDouble(j -> x[i] < x[j] ? 1 : 0)
                        .average()
                        .orElseThrow())
                .average()
                .orElseThrow();
        assertThat(found).isGreaterThan(0.9);
    }
}
