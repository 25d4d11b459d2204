package io.dxmi.eval.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dxmi.samplers.data.Distribution2d;
import io.dxmi.samplers.data.PlaneCells;
import io.dxmi.samplers.data.PointSet;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JensenShannonTest {

    private static final PlaneCells CELLS = new PlaneCells(5, 100);

    @Test
    void isZeroOfEqualAndLogTwoOfDisjointSharesBeforeTheCorrection() {
        long n = 1_000_000_000_000L; // so that the correction is below the tolerance
        assertThat(JensenShannon.of(new double[] {0.25, 0.75}, new long[] {n, 3 * n}))
                .isCloseTo(0, within(1e-12));
        assertThat(JensenShannon.of(new double[] {0, 1}, new long[] {n, 0})).isCloseTo(Math.log(2), within(1e-12));
    }

    /** Two cells by hand: p = (1/2, 1/2), q = (1, 0), one sample. */
    @Test
    void subtractsTheFirstOrderBias() {
        double plain = (0.5 * Math.log(2 / 3.0) + 0.5 * Math.log(2) + Math.log(4 / 3.0)) / 2;
        assertThat(JensenShannon.of(new double[] {0.5, 0.5}, new long[] {4, 0})).isCloseTo(plain, within(1e-15));
        // q = (3/4, 1/4), four samples: the sum is 1/2 * 1/4 / (5/4) + 1/2 * 3/4 / (3/4) = 0.6, over 4n = 16
        double q = (0.5 * Math.log(1 / 1.25) + 0.5 * Math.log(1 / 0.75)) / 2
                + (0.75 * Math.log(1.5 / 1.25) + 0.25 * Math.log(0.5 / 0.75)) / 2;
        assertThat(JensenShannon.of(new double[] {0.5, 0.5}, new long[] {3, 1})).isCloseTo(q - 0.6 / 16, within(1e-15));
    }

    @ParameterizedTest
    @EnumSource
    void exactSamplesAreAtTheFloor(PointSet set) {
        double[] probabilities = CELLS.probabilities(set.distribution());
        for (int seed = 0; seed < 3; seed++) {
            float[] points = new float[400_000];
            set.distribution().sample(new SplittableRandom(seed), points);
            assertThat(1000 * JensenShannon.of(probabilities, CELLS.counts(points)))
                    .as("millinats, seed " + seed)
                    .isBetween(-0.1, 0.8);
        }
    }

    /** The other axis adds nothing, so that the divergence is that of two Gaussians on a line, by the midpoint rule. */
    @Test
    void ofAShiftedGaussian() {
        double line = 0;
        double step = 1e-3;
        for (double x = -12; x < 12; x += step) {
            double p = Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
            double q = Math.exp(-(x - 0.5) * (x - 0.5) / 2) / Math.sqrt(2 * Math.PI);
            line += step * (p * Math.log(2 * p / (p + q)) + q * Math.log(2 * q / (p + q))) / 2;
        }
        double[] probabilities = CELLS.probabilities(new Gaussian(0));
        long[] many = Arrays.stream(CELLS.probabilities(new Gaussian(0.5)))
                .mapToLong(p -> Math.round(p * 1e15))
                .toArray();
        assertThat(JensenShannon.of(probabilities, many)).isCloseTo(line, within(5e-5)); // what cells of 0.1 cost
        float[] points = new float[400_000];
        new Gaussian(0.5).sample(new SplittableRandom(1), points);
        // Five standard deviations of the estimate: the root of the variance of log(2q / (p + q)) / 2, over n.
        assertThat(JensenShannon.of(probabilities, CELLS.counts(points))).isCloseTo(line, within(1.5e-3));
    }

    @Test
    void refusesNoSamplesAndOtherCells() {
        assertThatThrownBy(() -> JensenShannon.of(new double[] {1}, new long[] {0}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected samples");
        assertThatThrownBy(() -> JensenShannon.of(new double[] {1}, new long[] {1, 2}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 probabilities, but 2 counts");
    }

    /** Of variance 1 around (shift, 0). */
    private record Gaussian(double shift) implements Distribution2d {

        @Override
        public void sample(RandomGenerator random, float[] out) {
            for (int i = 0; i < out.length; i++) {
                out[i] = (float) (random.nextGaussian() + (i % 2 == 0 ? shift : 0));
            }
        }

        @Override
        public double logDensity(double x, double y) {
            return -((x - shift) * (x - shift) + y * y) / 2 - Math.log(2 * Math.PI);
        }
    }
}
