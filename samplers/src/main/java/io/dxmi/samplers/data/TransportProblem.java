package io.dxmi.samplers.data;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Two sets in the plane between which the optimal transport for the cost {@code |x - y|^2 / 2} is known. The source of the
 * first three lies on the line between (-1, 0) and (1, 0); a is uniform on [-1, 1].
 */
public enum TransportProblem {

    /** From (a, 0) to (a, 1) or (a, -1), each with probability 1/2: no map does it. */
    ONE_TO_MANY("one-to-many") {
        @Override
        void source(RandomGenerator random, float[] point) {
            line(random, point, 0);
        }

        @Override
        void target(RandomGenerator random, float[] point) {
            line(random, point, 0);
            point[1] = random.nextBoolean() ? 1 : -1;
        }

        @Override
        public double cost() {
            return 0.5;
        }

        /** Half of the draws belong to each end: those that gain most by the upper one. */
        @Override
        double distanceToLaw(float[] x, float[][] draws) {
            double[] gains = new double[draws.length];
            double lower = 0;
            for (int i = 0; i < gains.length; i++) {
                double down = squared(draws[i], x[0], -1);
                lower += down;
                gains[i] = squared(draws[i], x[0], 1) - down;
            }
            Arrays.sort(gains);
            return (lower + Arrays.stream(gains, 0, gains.length / 2).sum()) / gains.length;
        }
    },

    /**
     * From (a, 0) to (0, b), b uniform on [-1, 1]. Every coupling costs the same; the one that smoothing of the source
     * selects is the product of both laws, and is meant here.
     */
    PERPENDICULAR("perpendicular") {
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
    CURVE("curve") {
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
    AFFINE("affine") {
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
    };

    private final String label;

    TransportProblem(String label) {
        this.label = label;
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

    abstract void source(RandomGenerator random, float[] point);

    abstract void target(RandomGenerator random, float[] point);

    /** Mean cost of the optimal plan. */
    public abstract double cost();

    /** Squared Wasserstein-2 distance of an even number of draws from the optimal plan's law of y given x. */
    abstract double distanceToLaw(float[] x, float[][] draws);

    /**
     * The error of a plan: the mean over x of the squared Wasserstein-2 distance between its law of y given x and that of the
     * optimal plan. The two ends of {@link #ONE_TO_MANY} are hit unequally by independent draws, which alone costs 0.2 with 64
     * of them; make the draws from quantiles of their noise where possible.
     *
     * @param x (n, 2)
     * @param draws (n, k, 2), k even
     */
    public double planError(float[][] x, float[][][] draws) {
        return IntStream.range(0, x.length)
                .mapToDouble(i -> distanceToLaw(x[i], draws[i]))
                .average()
                .orElseThrow();
    }

    /**
     * Unit noise (k, 2) for draws whose plan is measured: the coordinate along which the sources do not extend takes the
     * quantiles of the normal distribution, so that it adds no sampling error.
     */
    public static float[] noise(RandomGenerator random, int k) {
        double[] quantiles = NormalInterval.quantiles(k);
        float[] noise = new float[2 * k];
        for (int i = 0; i < k; i++) {
            noise[2 * i] = (float) random.nextGaussian();
            noise[2 * i + 1] = (float) quantiles[i];
        }
        return noise;
    }

    /** Fresh draws of the set that the transport starts from. */
    public DataSource source() {
        return new Side(label + ", source", this::source);
    }

    /** Fresh draws of the set that it leads to. */
    public DataSource target() {
        return new Side(label, this::target);
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

    private record Side(String name, Draw draw) implements DataSource {

        @Override
        public long[] sampleShape() {
            return new long[] {2};
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
            float[] out = new float[2 * n];
            float[] point = new float[2];
            for (int i = 0; i < n; i++) {
                draw.into(random, point);
                System.arraycopy(point, 0, out, 2 * i, 2);
            }
            return out;
        }
    }
}
