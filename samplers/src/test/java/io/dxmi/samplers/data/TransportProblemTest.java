package io.dxmi.samplers.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each problem's sets, cost and plan error against the optimal plan, drawn here by hand. */
class TransportProblemTest {

    private static final int POINTS = 20_000;

    private static final int DRAWS = 64;

    /** Draw k of 64 of the optimal plan from x. */
    private static float[] optimal(TransportProblem problem, float[] x, int k) {
        return switch (problem) {
            case ONE_TO_MANY -> new float[] {x[0], k % 2 == 0 ? 1 : -1};
            case PERPENDICULAR -> new float[] {0, 2 * (k + 0.5f) / DRAWS - 1};
            case CURVE -> new float[] {x[0], (float) Math.sin(Math.PI * x[0])};
            case CURVES_MODE_2 -> sides(x, 1, k);
            case CURVES_MODE_20 -> sides(x, 19, k);
            case AFFINE -> new float[] {1.5f * x[0] + 0.5f * x[1] + 1, 0.5f * x[0] + 0.75f * x[1] - 1};
        };
    }

    private static float[] sides(float[] x, int axis, int k) {
        float[] y = x.clone();
        y[axis] = k % 2 == 0 ? 1 : -1;
        return y;
    }

    private static float[][] points(DataSource set, int n) {
        int d = (int) set.sampleShape()[0];
        float[] flat = set.batch(3, 0, n);
        float[][] points = new float[n][];
        for (int i = 0; i < n; i++) points[i] = Arrays.copyOfRange(flat, d * i, d * (i + 1));
        return points;
    }

    private static double error(TransportProblem problem, BiFunction<float[], Integer, float[]> plan) {
        float[][] x = points(problem.source(), 50);
        float[][][] draws = new float[x.length][DRAWS][];
        for (int i = 0; i < x.length; i++) for (int k = 0; k < DRAWS; k++) draws[i][k] = plan.apply(x[i], k);
        return problem.planError(x, draws);
    }

    @ParameterizedTest
    @EnumSource
    void theOptimalPlanHasTheStatedCostTheTargetsMomentsAndNoError(TransportProblem problem) {
        float[][] x = points(problem.source(), POINTS);
        float[][] target = points(problem.target(), POINTS);
        double cost = 0;
        int d = problem.dimensions();
        double[] ours = new double[2 * d];
        double[] theirs = new double[2 * d];
        for (int i = 0; i < POINTS; i++) {
            float[] y = optimal(problem, x[i], i % DRAWS);
            for (int k = 0; k < d; k++) {
                cost += (y[k] - x[i][k]) * (y[k] - x[i][k]) / 2 / POINTS;
                ours[k] += y[k] / POINTS;
                theirs[k] += target[i][k] / POINTS;
                ours[d + k] += y[k] * y[k] / POINTS;
                theirs[d + k] += target[i][k] * target[i][k] / POINTS;
            }
        }
        assertThat(cost).isCloseTo(problem.cost(), within(0.03)); // five standard errors
        assertThat(ours).containsExactly(theirs, within(0.15));
        assertThat(error(problem, (from, k) -> optimal(problem, from, k))).isCloseTo(0, within(1e-6));
    }

    @Test
    void wrongPlansHaveTheErrorThatTheirDistanceSays() {
        // half of the mass has to move from one end to the other: 4 / 2
        assertThat(error(TransportProblem.ONE_TO_MANY, (x, k) -> new float[] {x[0], 1}))
                .isCloseTo(2, within(1e-5));
        // a point in the middle against the uniform law: the mean of b^2, at 64 quantiles
        assertThat(error(TransportProblem.PERPENDICULAR, (x, k) -> new float[] {0, 0}))
                .isCloseTo(1 / 3.0 - 1 / (3.0 * DRAWS * DRAWS), within(1e-5));
        assertThat(error(TransportProblem.CURVE, (x, k) -> new float[] {x[0] + 0.5f, (float) Math.sin(Math.PI * x[0])}))
                .isCloseTo(0.25, within(1e-5));
    }

    @Test
    void noiseOfAPlanHasQuantilesAcrossTheSource() {
        float[] noise = TransportProblem.CURVE.noise(new SplittableRandom(1), 4);
        // quantiles 1/8, 3/8, 5/8, 7/8 of the normal distribution
        assertThat(new double[] {noise[1], noise[3], noise[5], noise[7]})
                .containsExactly(new double[] {-1.150349380, -0.318639364, 0.318639364, 1.150349380}, within(1e-6));
        float[] ofCurves = TransportProblem.CURVES_MODE_20.noise(new SplittableRandom(1), 4);
        assertThat(ofCurves).hasSize(4 * 32);
        assertThat(ofCurves[19]).isEqualTo(noise[1]);
        assertThat(ofCurves[3 * 32 + 19]).isEqualTo(noise[7]);
    }
}
