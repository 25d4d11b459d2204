package io.dxmi.gcd.bilevel;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/**
 * A problem whose lower solution and hypergradient are known to rounding, to check estimators:
 * {@code g = y'Ay / 2 + kappa / 4 sum y^4 - y'(Bx + c)} and
 * {@code f = |y - t|^2 / 2 + y'Dx + 0.2 sum cos x + |x|^2 / 4}, x and y of 10 numbers each, the eigenvalues of A from 1 to 5.
 *
 * <p>A minibatch adds normal noise to B (the same B in the gradients for x and y), to the gradient of g for y and to both
 * gradients of f.
 */
public final class QuarticBilevel {

    private static final int SIZE = 10;
    private static final double AMPLITUDE = 0.2;

    /** Noise of g: of B, and of the gradient for y. */
    public record LowerNoise(double[][] matrix, double[] y) {}

    /** Noise of f: of its gradients for x and for y. */
    public record UpperNoise(double[] x, double[] y) {}

    private final double kappa;
    private final double noise;
    private final double[][] a;
    private final double[][] b;
    private final double[][] d;
    private final double[] c;
    private final double[] t;

    /**
     * A problem drawn from a seed.
     *
     * @param kappa weight of the fourth powers, at least 0
     * @param noise standard deviation of the noise of a minibatch; with 0 all gradients are exact
     */
    public QuarticBilevel(long seed, double kappa, double noise) {
        RandomGenerator random = new SplittableRandom(seed);
        this.kappa = kappa;
        this.noise = noise;
        a = rotatedSpectrum(normal(random, 1));
        b = matrix(random, 1 / Math.sqrt(SIZE));
        c = normal(random, 1);
        t = normal(random, 2);
        d = matrix(random, 0.3 / Math.sqrt(SIZE));
    }

    /** {@code H diag(1 ... 5) H} with the reflection {@code H = I - 2 uu' / |u|^2}. */
    private static double[][] rotatedSpectrum(double[] u) {
        double[][] out = new double[SIZE][SIZE];
        double square = dot(u, u);
        for (int k = 0; k < SIZE; k++) {
            double[] column = new double[SIZE];
            for (int i = 0; i < SIZE; i++) column[i] = (i == k ? 1 : 0) - 2 * u[i] * u[k] / square;
            double eigenvalue = 1 + 4.0 * k / (SIZE - 1);
            for (int i = 0; i < SIZE; i++) add(out[i], eigenvalue * column[i], column);
        }
        return out;
    }

    private static double[] normal(RandomGenerator random, double sd) {
        double[] out = new double[SIZE];
        Arrays.setAll(out, i -> sd * random.nextGaussian());
        return out;
    }

    private static double[][] matrix(RandomGenerator random, double sd) {
        double[][] out = new double[SIZE][];
        Arrays.setAll(out, i -> normal(random, sd));
        return out;
    }

    /** A point to start from, of standard deviation {@code sd} in each coordinate. */
    public static double[] start(long seed, double sd) {
        return normal(new SplittableRandom(~seed), sd);
    }

    public BilevelProblem<LowerNoise, UpperNoise> problem() {
        return BilevelProblem.of(new Lower(), new Upper());
    }

    /** {@code argmin_y [g + s f]} by Newton's method; needs {@code 1 + s > 0}. */
    public double[] solve(double[] x, double s) {
        double[] y = new double[SIZE];
        for (int i = 0; i < 100; i++) {
            double[] at = y;
            double[] gradient = lowerY(x, y, b);
            add(gradient, s, upperY(x, y));
            double[] step = conjugateGradient(v -> hessian(at, s, v), gradient);
            add(y, -1, step);
            if (Arrays.stream(step).allMatch(v -> Math.abs(v) < 1e-14)) break;
        }
        return y;
    }

    /** {@code f(x, y)}. */
    public double upperValue(double[] x, double[] y) {
        double value = 0;
        for (int i = 0; i < SIZE; i++) {
            value += (y[i] - t[i]) * (y[i] - t[i]) / 2 + y[i] * dot(d[i], x);
            value += AMPLITUDE * Math.cos(x[i]) + x[i] * x[i] / 4;
        }
        return value;
    }

    /** {@code F'(x) = f_x - g_xy (g_yy)^-1 f_y} at the lower solution. */
    public double[] hypergradient(double[] x) {
        double[] y = solve(x, 0);
        double[] gradient = upperX(x, y);
        add(gradient, 1, transposed(b, conjugateGradient(v -> hessian(y, 0, v), upperY(x, y))));
        return gradient;
    }

    private double[] hessian(double[] y, double s, double[] v) {
        double[] out = times(a, v);
        for (int i = 0; i < SIZE; i++) out[i] += (3 * kappa * y[i] * y[i] + s) * v[i];
        return out;
    }

    private double[] lowerY(double[] x, double[] y, double[][] matrix) {
        double[] out = times(a, y);
        double[] linear = times(matrix, x);
        for (int i = 0; i < SIZE; i++) out[i] += kappa * y[i] * y[i] * y[i] - linear[i] - c[i];
        return out;
    }

    private double[] upperY(double[] x, double[] y) {
        double[] out = times(d, x);
        for (int i = 0; i < SIZE; i++) out[i] += y[i] - t[i];
        return out;
    }

    private double[] upperX(double[] x, double[] y) {
        double[] out = transposed(d, y);
        for (int i = 0; i < SIZE; i++) out[i] += x[i] / 2 - AMPLITUDE * Math.sin(x[i]);
        return out;
    }

    /** B with the noise of a minibatch. */
    private double[][] noisy(LowerNoise sample) {
        double[][] out = new double[SIZE][];
        for (int i = 0; i < SIZE; i++) out[i] = add(b[i].clone(), 1, sample.matrix()[i]);
        return out;
    }

    private final class Lower implements Level<LowerNoise> {
        @Override
        public LowerNoise sample(RandomGenerator random) {
            return new LowerNoise(matrix(random, noise), normal(random, noise));
        }

        @Override
        public double[] gradientX(double[] x, double[] y, LowerNoise sample) {
            return add(new double[SIZE], -1, transposed(noisy(sample), y));
        }

        @Override
        public double[] gradientY(double[] x, double[] y, LowerNoise sample) {
            return add(lowerY(x, y, noisy(sample)), 1, sample.y());
        }
    }

    private final class Upper implements Level<UpperNoise> {
        @Override
        public UpperNoise sample(RandomGenerator random) {
            return new UpperNoise(normal(random, noise), normal(random, noise));
        }

        @Override
        public double[] gradientX(double[] x, double[] y, UpperNoise sample) {
            return add(upperX(x, y), 1, sample.x());
        }

        @Override
        public double[] gradientY(double[] x, double[] y, UpperNoise sample) {
            return add(upperY(x, y), 1, sample.y());
        }
    }

    /** The solution of a positive definite system. */
    private static double[] conjugateGradient(UnaryOperator<double[]> product, double[] right) {
        double[] solution = new double[SIZE];
        double[] residual = right.clone();
        double[] direction = right.clone();
        double square = dot(residual, residual);
        double enough = 1e-32 * square;
        for (int i = 0; i < 4 * SIZE && square > enough; i++) {
            double[] image = product.apply(direction);
            double step = square / dot(direction, image);
            add(solution, step, direction);
            add(residual, -step, image);
            double next = dot(residual, residual);
            double[] last = direction;
            direction = add(residual.clone(), next / square, last);
            square = next;
        }
        return solution;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) sum += a[i] * b[i];
        return sum;
    }

    private static double[] add(double[] sum, double factor, double[] term) {
        for (int i = 0; i < sum.length; i++) sum[i] += factor * term[i];
        return sum;
    }

    private static double[] times(double[][] matrix, double[] v) {
        double[] out = new double[matrix.length];
        for (int i = 0; i < out.length; i++) out[i] = dot(matrix[i], v);
        return out;
    }

    private static double[] transposed(double[][] matrix, double[] v) {
        double[] out = new double[matrix[0].length];
        for (int i = 0; i < v.length; i++) add(out, v[i], matrix[i]);
        return out;
    }
}
