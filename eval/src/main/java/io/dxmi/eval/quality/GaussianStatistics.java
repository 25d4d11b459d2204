package io.dxmi.eval.quality;

import io.dxmi.eval.matrix.ScatterMatrix;

/**
 * Mean and covariance of a stream of feature vectors, in float64, in one pass and in memory that does not grow with
 * their number: about 8 d² bytes. Vectors are gathered into blocks; each block is centred on its own mean and joined to
 * the rest (Chan, Golub, LeVeque 1979), so an offset far from zero costs no precision, and shards merge in any order.
 */
public final class GaussianStatistics {

    /** Vectors per block, with the block's own shift as one more row. */
    private static final int BLOCK = 127;

    private final int d;
    private final double[] mean;
    private final ScatterMatrix scatter;
    private final double[][] block;
    private int pending;
    private long joined;

    /** No vectors yet, of dimension {@code d}. */
    public GaussianStatistics(int d) {
        if (d < 1) throw new IllegalArgumentException("the dimension must be at least 1, got " + d);
        this.d = d;
        mean = new double[d];
        scatter = new ScatterMatrix(d);
        block = new double[BLOCK + 1][d];
    }

    /** The statistics of {@code points}, (n, d). */
    public static GaussianStatistics of(double[][] points) {
        GaussianStatistics statistics = new GaussianStatistics(Points.dimension("points", points));
        for (double[] point : points) statistics.add(point);
        return statistics;
    }

    /**
     * The statistics of {@code count} vectors that have this mean, (d), and unbiased covariance, (d, d): what a file keeps
     * of them.
     */
    public static GaussianStatistics of(double[] mean, double[][] covariance, long count) {
        if (count < 2) throw new IllegalArgumentException("a covariance comes from at least 2 vectors, got " + count);
        GaussianStatistics statistics = new GaussianStatistics(mean.length);
        System.arraycopy(mean, 0, statistics.mean, 0, mean.length);
        statistics.scatter.add(covariance, (double) count - 1);
        statistics.joined = count;
        return statistics;
    }

    /**
     * Adds one vector, (d); it is copied.
     *
     * @throws IllegalArgumentException if it has another dimension or is not finite
     */
    public void add(double[] x) {
        if (x.length != d)
            throw new IllegalArgumentException("expected a vector of dimension " + d + ", got " + x.length);
        for (int j = 0; j < d; j++) {
            if (!Double.isFinite(x[j])) {
                throw new IllegalArgumentException("value " + j + " of vector " + count() + " is " + x[j]);
            }
        }
        System.arraycopy(x, 0, block[pending++], 0, d);
        if (pending == BLOCK) joinBlock();
    }

    /** Adds all vectors that {@code other} has seen; {@code other} keeps them too. */
    public void merge(GaussianStatistics other) {
        if (other.d != d) throw new IllegalArgumentException("cannot merge dimension " + other.d + " into " + d);
        joinBlock();
        other.joinBlock();
        scatter.add(other.scatter);
        scatter.add(new double[][] {shiftMean(other.mean, other.joined)}, 1);
    }

    public int dimension() {
        return d;
    }

    /** How many vectors have been added. */
    public long count() {
        return joined + pending;
    }

    /** The mean, (d). */
    public double[] mean() {
        requireCount(1);
        joinBlock();
        return mean.clone();
    }

    /**
     * The unbiased covariance (divided by n - 1), (d, d).
     *
     * @throws IllegalArgumentException with fewer than two vectors
     */
    public double[][] covariance() {
        requireCount(2);
        joinBlock();
        return scatter.times(1.0 / (joined - 1));
    }

    private void requireCount(int least) {
        if (count() < least) {
            throw new IllegalArgumentException("need at least " + least + " vectors, got " + count());
        }
    }

    private void joinBlock() {
        if (pending == 0) return;
        double[] centre = new double[d];
        for (int k = 0; k < pending; k++) {
            for (int j = 0; j < d; j++) centre[j] += block[k][j];
        }
        for (int j = 0; j < d; j++) centre[j] /= pending;
        for (int k = 0; k < pending; k++) {
            for (int j = 0; j < d; j++) block[k][j] -= centre[j];
        }
        System.arraycopy(shiftMean(centre, pending), 0, block[pending], 0, d);
        scatter.add(block, pending + 1);
        pending = 0;
    }

    /**
     * Moves the mean by {@code n} vectors with mean {@code centre}; returns the vector whose outer product the scatter about
     * the new mean gains by it.
     */
    private double[] shiftMean(double[] centre, long n) {
        double[] shift = new double[d];
        if (n == 0) return shift;
        double share = (double) n / (joined + n);
        double weight = Math.sqrt(joined * share);
        for (int j = 0; j < d; j++) {
            double delta = centre[j] - mean[j];
            mean[j] += delta * share;
            shift[j] = delta * weight;
        }
        joined += n;
        return shift;
    }
}
