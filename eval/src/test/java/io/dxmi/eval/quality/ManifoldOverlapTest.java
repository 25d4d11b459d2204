package io.dxmi.eval.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dxmi.samplers.golden.Tolerance;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ManifoldOverlapTest {

    /** Coordinates are small whole numbers, so distances are exact and ties and duplicates abound. */
    @Property(tries = 25)
    void agreesWithTheDefinition(
            @ForAll @IntRange(min = 6, max = 150) int n,
            @ForAll @IntRange(min = 6, max = 150) int m,
            @ForAll long seed) {
        Random random = new Random(seed);
        double[][] reference = whole(n, 3, 4, random);
        double[][] samples = whole(m, 3, 5, random);
        int[] neighbours = {3, 5};
        ManifoldOverlap overlap = ManifoldOverlap.of(reference, samples, neighbours);
        for (int k = 0; k < neighbours.length; k++) {
            double[] radiiR = radii(reference, neighbours[k]);
            double[] radiiS = radii(samples, neighbours[k]);
            int precise = 0;
            int balls = 0;
            int covered = 0;
            int recalled = 0;
            for (double[] sample : samples) {
                int around = 0;
                for (int r = 0; r < n; r++) if (squared(reference[r], sample) <= radiiR[r]) around++;
                balls += around;
                if (around > 0) precise++;
            }
            for (int r = 0; r < n; r++) {
                boolean reached = false;
                boolean inside = false;
                for (int s = 0; s < m; s++) {
                    reached |= squared(reference[r], samples[s]) <= radiiR[r];
                    inside |= squared(reference[r], samples[s]) <= radiiS[s];
                }
                if (reached) covered++;
                if (inside) recalled++;
            }
            assertThat(overlap.precision(k)).isEqualTo((double) precise / m);
            assertThat(overlap.recall(k)).isEqualTo((double) recalled / n);
            assertThat(overlap.coverage(k)).isEqualTo((double) covered / n);
            assertThat(overlap.density(k)).isCloseTo((double) balls / (neighbours[k] * m), within(1e-12));
        }
        for (int s = 0; s < m; s++) {
            int nearest = 0;
            for (int r = 1; r < n; r++) {
                if (squared(reference[r], samples[s]) < squared(reference[nearest], samples[s])) nearest = r;
            }
            assertThat(overlap.nearest()[s]).isEqualTo(nearest);
            assertThat(overlap.nearestSquaredDistance()[s]).isEqualTo(squared(reference[nearest], samples[s]));
        }
    }

    /**
     * Enough long rows for products in float32. The offset takes the digits of float32; distances near a radius, duplicates
     * and points that are their own neighbours are decided as in float64.
     */
    @Example
    void manyLongRowsAreComparedAsInFloat64() {
        Random random = new Random(6);
        double[][] reference = Sets.affine(Sets.gaussian(1100, 300, random), 1, 20);
        double[][] samples = Sets.affine(Sets.gaussian(1030, 300, random), 0.98, 20);
        for (int i = 0; i < 200; i++) samples[i] = reference[3 * i].clone();
        for (int i = 200; i < 220; i++) samples[i] = samples[200].clone();
        ManifoldOverlap overlap = ManifoldOverlap.of(reference, samples, 3);
        double[] radiiR = radii(reference, 3);
        double[] radiiS = radii(samples, 3);
        int balls = 0;
        int recalled = 0;
        for (double[] sample : samples) {
            for (int r = 0; r < reference.length; r++) if (squared(reference[r], sample) <= radiiR[r]) balls++;
        }
        for (double[] point : reference) {
            boolean inside = false;
            for (int s = 0; s < samples.length; s++) inside |= squared(point, samples[s]) <= radiiS[s];
            if (inside) recalled++;
        }
        assertThat(overlap.density(0)).isEqualTo(balls / (3.0 * samples.length));
        assertThat(overlap.recall(0)).isEqualTo((double) recalled / reference.length);
        assertThat(Arrays.copyOf(overlap.nearestSquaredDistance(), 200)).containsOnly(0);
        assertThat(overlap.nearest()[199]).isEqualTo(597);
    }

    @Property(tries = 25)
    void aSetCoversItself(@ForAll @IntRange(min = 4, max = 200) int n, @ForAll long seed) {
        double[][] a = Sets.gaussian(n, 4, new Random(seed));
        double[][] b = Sets.shuffled(a, new Random(seed + 1));
        ManifoldOverlap overlap = ManifoldOverlap.of(a, b, 3);
        assertThat(overlap.precision(0)).isEqualTo(1);
        assertThat(overlap.recall(0)).isEqualTo(1);
        assertThat(overlap.coverage(0)).isEqualTo(1);
        // Each ball holds its centre and its three neighbours.
        assertThat(overlap.density(0)).isCloseTo(4.0 / 3, within(1e-12));
        assertThat(overlap.nearestSquaredDistance()).containsOnly(0);
    }

    @Property(tries = 25)
    void swappingTheSetsSwapsPrecisionAndRecall(@ForAll @IntRange(min = 4, max = 60) int n, @ForAll long seed) {
        Random random = new Random(seed);
        double[][] a = Sets.gaussian(n, 2, random);
        double[][] b = Sets.affine(Sets.gaussian(n + 5, 2, random), 1.5, 0.5);
        ManifoldOverlap forward = ManifoldOverlap.of(a, b, 3);
        ManifoldOverlap backward = ManifoldOverlap.of(b, a, 3);
        assertThat(backward.precision(0)).isEqualTo(forward.recall(0));
        assertThat(backward.recall(0)).isEqualTo(forward.precision(0));
    }

    @Example
    void farApartNothingOverlaps() {
        double[][] a = Sets.gaussian(50, 3, new Random(1));
        ManifoldOverlap overlap = ManifoldOverlap.of(a, Sets.affine(a, 1, 1000), 3);
        assertThat(overlap.precision(0)).isEqualTo(0);
        assertThat(overlap.recall(0)).isEqualTo(0);
        assertThat(overlap.density(0)).isEqualTo(0);
        assertThat(overlap.coverage(0)).isEqualTo(0);
    }

    /** One of two modes is missing from the samples: what is there is precise, but half is not recalled. */
    @Example
    void aMissingModeLowersRecallOnly() {
        double[][] mode = Sets.gaussian(100, 2, new Random(2));
        double[][] other = Sets.affine(Sets.gaussian(100, 2, new Random(3)), 1, 50);
        double[][] both = Arrays.copyOf(mode, 200);
        System.arraycopy(other, 0, both, 100, 100);
        ManifoldOverlap overlap = ManifoldOverlap.of(both, mode, 3);
        assertThat(overlap.precision(0)).isEqualTo(1);
        assertThat(overlap.recall(0)).isEqualTo(0.5);
        assertThat(overlap.coverage(0)).isEqualTo(0.5);
    }

    @Example
    void refusesMoreNeighboursThanPoints() {
        double[][] a = Sets.gaussian(5, 2, new Random(4));
        double[][] b = Sets.gaussian(4, 2, new Random(4));
        assertThatThrownBy(() -> ManifoldOverlap.of(a, b, 3, 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("neighbours must be between 1 and 3 for 4 points, got [3, 4]");
        assertThatThrownBy(() -> ManifoldOverlap.of(a, b)).hasMessageContaining("got []");
    }

    @Example
    void inceptionScoreReachesItsBounds() {
        double[][] certain = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
        double[][] alike = {{0.2, 0.3, 0.5}, {0.2, 0.3, 0.5}};
        Tolerance.absolute(1e-12).check("number of classes", InceptionScore.of(certain, 3), 3);
        Tolerance.absolute(1e-12).check("one", InceptionScore.of(alike, 2), 1);
        Tolerance.absolute(1e-12).check("splits of one", InceptionScore.of(certain, 1), 1);
        assertThatThrownBy(() -> InceptionScore.of(new double[][] {{0.5, 0.6}}, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sums to 1.1");
    }

    private static double[][] whole(int n, int d, int bound, Random random) {
        double[][] points = new double[n][d];
        for (double[] point : points) Arrays.setAll(point, j -> random.nextInt(bound));
        return points;
    }

    private static double[] radii(double[][] points, int k) {
        double[] radii = new double[points.length];
        for (int i = 0; i < radii.length; i++) {
            double[] distances = new double[points.length];
            for (int j = 0; j < points.length; j++) distances[j] = i == j ? -1 : squared(points[i], points[j]);
            Arrays.sort(distances);
            radii[i] = distances[k];
        }
        return radii;
    }

    private static double squared(double[] a, double[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) sum += (a[j] - b[j]) * (a[j] - b[j]);
        return sum;
    }
}
