package io.dxmi.samplers.data;

import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Two sets between which the optimal transport for the cost {@code |x - y|^2 / 2} is known. The source of all but {@link #AFFINE}
 * lies on the first axis between -1 and 1; a is uniform there.
 */
public enum TransportProblem {

    /** From (a, 0) to (a, 1) or (a, -1), each with probability 1/2: no map does it. */
    ONE_TO_MANY("one-to-many", 2, 1),

    /**
     * From (a, 0) to (0, b), b uniform on [-1, 1]. Every coupling costs the same; the one that smoothing of the source
     * selects is the product of both laws, and is meant here.
     */
    PERPENDICULAR("perpendicular", 2, 1) {
        @Override
        void source(RandomGenerator random, float[] point) {
            line(random, point, 0);
        }

        @Override
        void target(RandomGenerator random, float[] point) {
            line(random, point, 1);
        }

        @Override
        public double cost() {
            return 1 / 3.0;
        }

        @Override
        double distanceToLaw(float[] x, float[][] draws) {
            double[] heights =
                    Arrays.stream(draws).mapToDouble(y -> y[1]).sorted().toArray();
            double sum = 0;
            for (int i = 0; i < heights.length; i++) {
                double height = 2 * (i + 0.5) / heights.length - 1;
                sum += (heights[i] - height) * (heights[i] - height) + draws[i][0] * draws[i][0];
            }
            return sum / heights.length;
        }
    },

    /** From (a, 0) to (a, sin(pi a)): a map along the data. */
    CURVE("curve", 2, 1) {
        @Override
        void source(RandomGenerator random, float[] point) {
            line(random, point, 0);
        }

        @Override
        void target(RandomGenerator random, float[] point) {
            line(random, point, 0);
            point[1] = (float) Math.sin(Math.PI * point[0]);
        }

        @Override
        public double cost() {
            return 0.25;
        }

        @Override
        double distanceToLaw(float[] x, float[][] draws) {
            return mean(draws, x[0], Math.sin(Math.PI * x[0]));
        }
    },

    /** From N(0, I) to the Gaussian of {@code A x + b}, A = [[1.5, 0.5], [0.5, 0.75]], b = (1, -1): that map. */
    AFFINE("affine", 2, 1) {
        @Override
        void source(RandomGenerator random, float[] point) {
            point[0] = (float) random.nextGaussian();
            point[1] = (float) random.nextGaussian();
        }

        @Override
        void target(RandomGenerator random, float[] point) {
            source(random, point);
            double x = point[0];
            double y = point[1];
            point[0] = (float) (1.5 * x + 0.5 * y + 1);
            point[1] = (float) (0.5 * x + 0.75 * y - 1);
        }

        /** {@code (|A - I|_F^2 + |b|^2) / 2}. */
        @Override
        public double cost() {
            return (0.25 + 0.25 + 0.25 + 0.0625 + 2) / 2;
        }

        @Override
        double distanceToLaw(float[] x, float[][] draws) {
            return mean(draws, 1.5 * x[0] + 0.5 * x[1] + 1, 0.5 * x[0] + 0.75 * x[1] - 1);
        }
    },

    /** Curves of 32 sines, as coefficients: from a e_1 to {@code a e_1 + e_2} or {@code a e_1 - e_2}. */
    CURVES_MODE_2("curves-mode-2", 32, 1),

    /** The same with e_20, along which noise with the spectrum of Brownian motion is small. */
    CURVES_MODE_20("curves-mode-20", 32, 19);

    private final String label;
    private final int dimensions;
    private final int across;

    TransportProblem(String label, int dimensions, int across) {
        this.label = label;
        this.dimensions = dimensions;
        this.across = across;
    }

    /** Numbers in a point. */
    public int dimensions() {
        return dimensions;
    }

    /** The basis whose coefficients the points are; empty for points in the plane. */
    public Optional<SpectralBasis> basis() {
        return dimensions == 2 ? Optional.empty() : Optional.of(new SpectralBasis(SpectralBasis.Kind.SINE, dimensions));
    }

    /** The name in configurations. */
    public String label() {
        return label;
    }

    /** All labels, separated by commas. */
    public static String labels() {
        return Arrays.stream(values()).map(TransportProblem::label).collect(Collectors.joining(", "));
    }

    /** The problem of that {@link #label}. */
    public static TransportProblem named(String label) {
        return Arrays.stream(values())
                .filter(problem -> problem.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no transport problem is called " + label));
    }

    void source(RandomGenerator random, float[] point) {
        new TwoSides(across).source(random, point);
    }

    void target(RandomGenerator random, float[] point) {
        new TwoSides(across).target(random, point);
    }

    /** Mean cost of the optimal plan. */
    public double cost() {
        return 0.5;
    }

    /** Squared Wasserstein-2 distance of an even number of draws from the optimal plan's law of y given x. */
    double distanceToLaw(float[] x, float[][] draws) {
        return new TwoSides(across).distanceToLaw(x, draws);
    }

    /**
     * The error of a plan: the mean over x of the squared Wasserstein-2 distance between its law of y given x and that of the
     * optimal plan. The two ends of {@link #ONE_TO_MANY} are hit unequally by independent draws, which alone costs 0.2 with 64
     * of them; make the draws from quantiles of their noise where possible.
     *
     * @param x (n, d)
     * @param draws (n, k, d), k even
     */
    public double planError(float[][] x, float[][][] draws) {
        return IntStream.range(0, x.length)
                .mapToDouble(i -> distanceToLaw(x[i], draws[i]))
                .average()
                .orElseThrow();
    }

    /**
     * Unit noise (k, d) for draws whose plan is measured: the coordinate along which the sources do not extend takes the
     * quantiles of the normal distribution, so that it adds no sampling error.
     */
    public float[] noise(RandomGenerator random, int k) {
        double[] quantiles = NormalInterval.quantiles(k);
        float[] noise = new float[dimensions * k];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (float) (i % dimensions == across ? quantiles[i / dimensions] : random.nextGaussian());
        }
        return noise;
    }

    /** Fresh draws of the set that the transport starts from. */
    public DataSource source() {
        return new Side(label + ", source", dimensions, this::source);
    }

    /** Fresh draws of the set that it leads to. */
    public DataSource target() {
        return new Side(label, dimensions, this::target);
    }

    private static void line(RandomGenerator random, float[] point, int axis) {
        point[axis] = (float) (2 * random.nextDouble() - 1);
        point[1 - axis] = 0;
    }

    private static double squared(float[] y, double first, double second) {
        return (y[0] - first) * (y[0] - first) + (y[1] - second) * (y[1] - second);
    }

    private static double mean(float[][] draws, double first, double second) {
        return Arrays.stream(draws)
                .mapToDouble(y -> squared(y, first, second))
                .average()
                .orElseThrow();
    }

    private interface Draw {
        void into(RandomGenerator random, float[] point);
    }

    private record Side(String name, int dimensions, Draw draw) implements DataSource {

        @Override
        public long[] sampleShape() {
            return new long[] {dimensions};
        }

        @Override
        public long size() {
            return Long.MAX_VALUE;
        }

        @Override
        public long heldOutSize() {
            return Long.MAX_VALUE;
        }

        @Override
        public float[] batch(long seed, long iteration, int n) {
            return drawn(Purpose.BATCH.stream(seed, iteration), n);
        }

        @Override
        public float[] heldOut(long seed, int n) {
            return drawn(Purpose.HELD_OUT.stream(seed, 0), n);
        }

        private float[] drawn(SplittableRandom random, int n) {
            float[] out = new float[dimensions * n];
            float[] point = new float[dimensions];
            for (int i = 0; i < n; i++) {
                draw.into(random, point);
                System.arraycopy(point, 0, out, dimensions * i, dimensions);
            }
            return out;
        }
    }
}
