package io.dxmi.samplers.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlaneCellsTest {

    private static final PlaneCells CELLS = new PlaneCells(5, 100);

    /** Against the rule of cells a quarter as wide, whose error is a 4^8th of this one's. */
    @ParameterizedTest
    @EnumSource
    void probabilitiesHaveTheStatedAccuracy(PointSet set) {
        double[] probabilities = CELLS.probabilities(set.distribution());
        double[] fine = new PlaneCells(5, 400).probabilities(set.distribution());
        double[] summed = new double[probabilities.length];
        for (int k = 0; k < fine.length - 1; k++) summed[k / 400 / 4 * 100 + k % 400 / 4] += fine[k];
        summed[10_000] = fine[160_000];
        double variation = 0;
        for (int k = 0; k < summed.length; k++) variation += Math.abs(probabilities[k] - summed[k]) / 2;
        assertThat(variation).isLessThan(1e-6);
        assertThat(Arrays.stream(probabilities).sum()).isCloseTo(1, within(1e-6));
    }

    /** For each mode a normal interval along each axis. */
    @Test
    void aCellOfEightGaussiansInClosedForm() {
        double exact = 0;
        for (Distribution2d.Mode mode : PointSet.EIGHT_GAUSSIANS.distribution().modes()) {
            double x = NormalInterval.logProbability((2.8 - mode.x()) / mode.sd(), (2.9 - mode.x()) / mode.sd());
            double y = NormalInterval.logProbability(-mode.y() / mode.sd(), (0.1 - mode.y()) / mode.sd());
            exact += Math.exp(x + y) / 8;
        }
        double[] probabilities = CELLS.probabilities(PointSet.EIGHT_GAUSSIANS.distribution());
        assertThat(probabilities[50 * 100 + 78]).isCloseTo(exact, within(1e-9 * exact));
    }

    @Test
    void everyCellOfTheCheckerboardIsDarkOrEmpty() {
        double[] probabilities = CELLS.probabilities(PointSet.CHECKERBOARD.distribution());
        assertThat(Arrays.stream(probabilities).filter(p -> p > 1e-12))
                .hasSize(3200)
                .allSatisfy(p -> assertThat(p).isCloseTo(1 / 3200.0, within(1e-15)));
    }

    @ParameterizedTest
    @EnumSource
    void densitiesOnAxesAreThoseOfPoints(PointSet set) {
        Distribution2d distribution = set.distribution();
        double[] x = new SplittableRandom(4).doubles(40, -4, 4).toArray();
        double[] y = new SplittableRandom(5).doubles(30, -4, 4).toArray();
        double[] densities = distribution.densities(x, y);
        assertThat(densities).hasSize(1200);
        for (int k = 0; k < densities.length; k++) {
            double exact = Math.exp(distribution.logDensity(x[k % 40], y[k / 40]));
            assertThat(densities[k]).isCloseTo(exact, within(1e-9 * exact + 1e-15));
        }
    }

    @Test
    void countsPointsOutsideInTheLastCell() {
        PlaneCells cells = new PlaneCells(1, 2);
        float[] points = {-1, -1, 0.5f, -0.5f, 1, 0, -1.01f, 0, 0, -7, Float.MAX_VALUE, 0, -0.5f, 0.999f};
        assertThat(cells.counts(points)).containsExactly(1, 1, 1, 0, 4);
    }

    @Test
    void farCellsLieBeyondADistanceFromAllThatHoldData() {
        PlaneCells cells = new PlaneCells(5, 10); // of width 1
        double[] probabilities = new double[101];
        probabilities[5 * 10 + 2] = 1;
        boolean[] far = cells.far(probabilities, 0.5, 2);
        int near = 0;
        for (boolean f : far) if (!f) near++;
        assertThat(near).isEqualTo(13); // lattice points within a circle of radius 2
        assertThat(far[5 * 10 + 4]).isFalse();
        assertThat(far[6 * 10 + 4]).isTrue();
        assertThat(far[100]).isTrue();
    }

    /** Of 200,000 exact samples two may be far: the arms of the pinwheel end so thinly that 6e-6 of it lies beyond. */
    @ParameterizedTest
    @EnumSource
    void hardlyAnyExactSampleIsFar(PointSet set) {
        double[] probabilities = CELLS.probabilities(set.distribution());
        boolean[] far = CELLS.far(probabilities, 1e-6, 0.5);
        double mass = 0;
        for (int k = 0; k < far.length; k++) if (far[k]) mass += probabilities[k];
        assertThat(mass).isLessThan(1e-5);
    }
}
