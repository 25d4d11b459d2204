package io.dxmi.eval.quality;

import static org.assertj.core.api.Assertions.assertThat;

import io.dxmi.eval.matrix.Lapack;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Why {@link NoiseRule} stops the noise early: the semi-dual problem of transport to finitely many points has the Hessian of a
 * graph Laplacian, and its condition number grows as the noise falls. Expected: an independent NumPy program.
 */
class SmoothedDualTest {

    /** Points on each of two lines, at heights -1 and 1. */
    private static final int SIDE = 8;

    private static final double SPACING = 2.0 / SIDE;

    /** Places along the lines where the source is integrated. */
    private static final int PLACES = 200_000;

    @ParameterizedTest
    @CsvSource({"1, 78", "0.5, 39.6", "0.2, 26.9", "0.1, 28.5", "0.05, 31.8", "0.02, 41.7", "0.01, 58.0", "0.005, 90.8"
    })
    void lessNoiseConditionsTheDualWorse(double noise, double expected) {
        double[] spectrum = Lapack.singularValues(hessian(noise));

        assertThat(spectrum[2 * SIDE - 1]).isLessThan(1e-6 * spectrum[0]); // a constant changes nothing
        assertThat(spectrum[0] / spectrum[2 * SIDE - 2]).isCloseTo(expected, Percentage.withPercentage(2));
    }

    /** Derivatives of the cells' masses by the values of the points, by central differences. */
    private static double[][] hessian(double noise) {
        double step = 0.1 * Math.min(noise, SPACING);
        double[][] hessian = new double[2 * SIDE][];
        for (int k = 0; k < hessian.length; k++) {
            double[] values = new double[2 * SIDE];
            values[k] = step;
            double[] more = masses(noise, values);
            values[k] = -step;
            double[] less = masses(noise, values);
            hessian[k] = new double[2 * SIDE];
            for (int j = 0; j < hessian.length; j++) hessian[k][j] = (more[j] - less[j]) / (2 * step);
        }
        return hessian;
    }

    /** Of the source, uniform on [-1, 1] along the lines and normal across, what goes to each point: |x - y|²/2 - value least. */
    private static double[] masses(double noise, double... values) {
        double[] masses = new double[2 * SIDE];
        for (int i = 0; i < PLACES; i++) {
            double x = -1 + (2 * i + 1.0) / PLACES;
            int below = nearest(x, values, 0);
            int above = nearest(x, values, SIDE);
            // (z + 1)²/2 - (z - 1)²/2 = 2 z: above where z exceeds half the difference of the other costs
            double border = (cost(x, values, above) - cost(x, values, below)) / 2;
            double share = normalBelow(border / noise);
            masses[below] += share / PLACES;
            masses[above] += (1 - share) / PLACES;
        }
        return masses;
    }

    /** The normal distribution function near 0; here |u| is at most 0.05, and the series is right to 1e-10. */
    private static double normalBelow(double u) {
        return 0.5 + (u - u * u * u / 6 + u * u * u * u * u / 40) / Math.sqrt(2 * Math.PI);
    }

    private static int nearest(double x, double[] values, int first) {
        int best = first;
        for (int k = first + 1; k < first + SIDE; k++) if (cost(x, values, k) < cost(x, values, best)) best = k;
        return best;
    }

    private static double cost(double x, double[] values, int k) {
        double along = x - (-1 + SPACING / 2 + SPACING * (k % SIDE));
        return along * along / 2 - values[k];
    }
}
