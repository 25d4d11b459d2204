package io.dxmi.eval.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class FrechetTest {

    /** Relative to the traces that are subtracted. */
    private static final double ROUNDING = 1e-12;

    @Property(tries = 50)
    void distanceToItselfIsZeroAtAnyRank(
            @ForAll @IntRange(min = 2, max = 40) int n, @ForAll @IntRange(min = 1, max = 20) int d, @ForAll long seed) {
        double[][] a = Sets.gaussian(n, d, new Random(seed));
        assertThat(FrechetDistance.squared(a, a)).isCloseTo(0, within(ROUNDING * d * d));
        assertThat(FrechetDistance.squared(a, Sets.shuffled(a, new Random(seed + 1))))
                .isCloseTo(0, within(ROUNDING * d * d));
    }

    /** Two results, each within the stated accuracy: a singular covariance costs 1e-8 where it comes first. */
    @Property(tries = 50)
    void isSymmetric(
            @ForAll @IntRange(min = 2, max = 20) int n, @ForAll @IntRange(min = 2, max = 20) int m, @ForAll long seed) {
        Random random = new Random(seed);
        double[][] a = Sets.gaussian(n, 7, random);
        double[][] b = Sets.affine(Sets.gaussian(m, 7, random), 3, 1);
        double distance = FrechetDistance.squared(a, b);
        assertThat(FrechetDistance.squared(b, a)).isCloseTo(distance, within(4e-8 * distance));
    }

    /** Commuting covariances: the distance is the sum of squared differences of means and standard deviations. */
    @Property(tries = 50)
    void closedFormOfAxisAlignedGaussians(@ForAll long seed, @ForAll @IntRange(min = 1, max = 200) int d) {
        Random random = new Random(seed);
        double[] meanA = new double[d];
        double[] meanB = new double[d];
        double[][] covarianceA = new double[d][d];
        double[][] covarianceB = new double[d][d];
        double expected = 0;
        for (int j = 0; j < d; j++) {
            meanA[j] = random.nextGaussian();
            meanB[j] = random.nextGaussian();
            double sigmaA = random.nextInt(3) == 0 ? 0 : Math.exp(3 * random.nextGaussian());
            double sigmaB = random.nextInt(3) == 0 ? 0 : Math.exp(3 * random.nextGaussian());
            covarianceA[j][j] = sigmaA * sigmaA;
            covarianceB[j][j] = sigmaB * sigmaB;
            expected += (meanA[j] - meanB[j]) * (meanA[j] - meanB[j]) + (sigmaA - sigmaB) * (sigmaA - sigmaB);
        }
        double actual = FrechetDistance.squared(meanA, covarianceA, meanB, covarianceB);
        double traces = 0;
        for (int j = 0; j < d; j++) traces += covarianceA[j][j] + covarianceB[j][j];
        assertThat(actual).isCloseTo(expected, within(ROUNDING * (1 + traces)));
    }

    /** Scaling x to c x multiplies S by c²; the two commute whatever S is. */
    @Property(tries = 30)
    void scalingMovesByTheTrace(@ForAll long seed, @ForAll @DoubleRange(min = 0.1, max = 9) double c) {
        double[][] a = Sets.gaussian(30, 6, new Random(seed));
        GaussianStatistics statistics = GaussianStatistics.of(a);
        double[][] covariance = statistics.covariance();
        double[] mean = statistics.mean();
        double trace = 0;
        double square = 0;
        for (int j = 0; j < 6; j++) {
            trace += covariance[j][j];
            square += mean[j] * mean[j];
        }
        assertThat(FrechetDistance.squared(a, Sets.affine(a, c, 0)))
                .isCloseTo((c - 1) * (c - 1) * (trace + square), within(1e-10));
    }

    @Property(tries = 20)
    void rankDeficientCovariancesAreRightToSixtyDigits(
            @ForAll @IntRange(min = 2, max = 6) int n, @ForAll @IntRange(min = 2, max = 6) int m, @ForAll long seed) {
        Random random = new Random(seed);
        double[][] a = Sets.gaussian(n, 9, random);
        double[][] b = Sets.affine(Sets.gaussian(m, 9, random), 2, 0.5);
        for (double[] row : a) row[3] = 0.1; // a constant feature, not exactly representable
        assertThat(FrechetDistance.squared(a, b)).isCloseTo(PreciseFrechet.squared(a, b), within(1e-9));
    }

    /** Full rank, but with standard deviations from 1 to 1e-6: the square of the factors' product spans 24 decades. */
    @Example
    void smallEigenvaluesKeepTheirDigits() {
        Random random = new Random(1);
        double[][] a = Sets.gaussian(14, 6, random);
        double[][] b = Sets.gaussian(13, 6, random);
        for (double[][] set : new double[][][] {a, b}) {
            for (double[] row : set) {
                double common = row[0];
                for (int j = 1; j < 6; j++) row[j] = common + row[j] * Math.pow(10, -1.2 * j);
            }
        }
        assertThat(FrechetDistance.squared(a, b)).isCloseTo(PreciseFrechet.squared(a, b), within(1e-9));
    }

    @Example
    void refusesWhatIsNoGaussian() {
        double[] mean = {0, 0};
        double[][] good = {{1, 0}, {0, 1}};
        assertThatThrownBy(() -> FrechetDistance.squared(mean, new double[][] {{1, 0.5}, {0, 1}}, mean, good))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the covariance of A is not symmetric: 0.0 at (1, 0), 0.5 across");
        assertThatThrownBy(() -> FrechetDistance.squared(mean, good, mean, new double[][] {{-1, 0}, {0, 1}}))
                .hasMessage("variance 0 of B is -1.0");
        assertThatThrownBy(() -> FrechetDistance.squared(mean, good, new double[3], new double[3][3]))
                .hasMessage("A has dimension 2, but B has 3");
        assertThatThrownBy(() -> FrechetDistance.squared(new double[][] {{1, 2}}, new double[][] {{1, 2}, {3, 4}}))
                .hasMessage("need at least 2 vectors, got 1");
    }
}
