package io.dxmi.gcd.bilevel;

import java.util.function.DoubleUnaryOperator;
import java.util.random.RandomGenerator;

/**
 * Problems of one upper variable whose lower level g is not strongly convex, with known solutions: where the theorem of arXiv
 * 2309.01753 applies and where it does not. The method approximates {@code psi(x) = min f} over the minimisers of g by
 * {@code psi_s(x) = (min_y [s f + g] - min_y g) / s} with s = 1 / lambda.
 */
public enum DegenerateBilevel {

    /**
     * {@code g = (y_1 - x)^2 / 2} over the box {@code |y_1| <= 3, |y_2| <= 1}: a segment of solutions, from which
     * {@code f = (y_2 - sin 2x)^2 / 2 + (y_1 - 1)^2 / 2 + 0.3 x y_2} chooses. The theorem applies.
     */
    SEGMENT {
        @Override
        Projection lowerSet() {
            return Projection.box(new double[] {-3, -1}, new double[] {3, 1});
        }

        @Override
        double lower(double x, double[] y) {
            return square(y[0] - x) / 2;
        }

        @Override
        double[] lowerY(double x, double[] y) {
            return new double[] {y[0] - x, 0};
        }

        @Override
        double lowerX(double x, double[] y) {
            return x - y[0];
        }

        @Override
        double upper(double x, double[] y) {
            return square(y[1] - Math.sin(2 * x)) / 2 + square(y[0] - 1) / 2 + 0.3 * x * y[1];
        }

        @Override
        double[] upperY(double x, double[] y) {
            return new double[] {y[0] - 1, y[1] - Math.sin(2 * x) + 0.3 * x};
        }

        @Override
        double upperX(double x, double[] y) {
            return -2 * Math.cos(2 * x) * (y[1] - Math.sin(2 * x)) + 0.3 * y[1];
        }

        @Override
        public double[] solution(double x, double s) {
            double second = Math.sin(2 * x) - 0.3 * x;
            return new double[] {(x + s) / (1 + s), Math.min(1, Math.max(-1, second))};
        }
    },

    /**
     * {@code g = (y - x)^2 + 3 sin^2(y - x)}, {@code f = (y - 1)^2 / 2 + 0.2 cos 3x}: not convex, but with the
     * Polyak-Łojasiewicz inequality. The theorem applies.
     */
    NON_CONVEX {
        @Override
        double lower(double x, double[] y) {
            return square(y[0] - x) + 3 * square(Math.sin(y[0] - x));
        }

        @Override
        double[] lowerY(double x, double[] y) {
            return new double[] {2 * (y[0] - x) + 3 * Math.sin(2 * (y[0] - x))};
        }

        @Override
        double lowerX(double x, double[] y) {
            return -lowerY(x, y)[0];
        }

        @Override
        double upper(double x, double[] y) {
            return square(y[0] - 1) / 2 + 0.2 * Math.cos(3 * x);
        }

        @Override
        double[] upperY(double x, double[] y) {
            return new double[] {y[0] - 1};
        }

        @Override
        double upperX(double x, double[] y) {
            return -0.6 * Math.sin(3 * x);
        }

        @Override
        public double[] solution(double x, double s) {
            return root(x, s, x - 0.5, x + 0.5);
        }
    },

    /** {@code g = (y - x)^4 / 4}, {@code f = (y - 1)^2 / 2}: without an error bound. The theorem does not apply. */
    QUARTIC {
        @Override
        double lower(double x, double[] y) {
            return square(square(y[0] - x)) / 4;
        }

        @Override
        double[] lowerY(double x, double[] y) {
            return new double[] {(y[0] - x) * square(y[0] - x)};
        }

        @Override
        double lowerX(double x, double[] y) {
            return -lowerY(x, y)[0];
        }

        @Override
        double upper(double x, double[] y) {
            return square(y[0] - 1) / 2;
        }

        @Override
        double[] upperY(double x, double[] y) {
            return new double[] {y[0] - 1};
        }

        @Override
        double upperX(double x, double[] y) {
            return 0;
        }

        @Override
        public double[] solution(double x, double s) {
            return root(x, s, -5, 5);
        }
    };

    Projection lowerSet() {
        return Projection.box(new double[] {-5}, new double[] {5});
    }

    abstract double lower(double x, double[] y);

    abstract double[] lowerY(double x, double[] y);

    abstract double lowerX(double x, double[] y);

    abstract double upper(double x, double[] y);

    abstract double[] upperY(double x, double[] y);

    abstract double upperX(double x, double[] y);

    /** The minimiser of {@code g + s f}; with s = 0 that minimiser of g at which f is least. For {@code |x| < 3}. */
    public abstract double[] solution(double x, double s);

    /** {@code psi(x)}. */
    public double value(double x) {
        return upper(x, solution(x, 0));
    }

    /** {@code psi'(x)}: the first coordinate of the solution is x, the second where there is one adds nothing. */
    public double slope(double x) {
        double[] y = solution(x, 0);
        return upperX(x, y) + upperY(x, y)[0];
    }

    /** {@code psi_s(x)}; the minimum of g is 0. */
    public double penaltyValue(double x, double s) {
        double[] y = solution(x, s);
        return upper(x, y) + lower(x, y) / s;
    }

    /** {@code psi_s'(x)} by the one-sided {@link PenaltyHypergradient}. */
    public double penaltySlope(double x, double s) {
        Point at = new Point(new double[] {x}, solution(x, s), solution(x, 0));
        return PenaltyHypergradient.ONE_SIDED.of(problem(), at, 1 / s, null, null, null)[0];
    }

    /** The problem with its exact gradients and its box for y. */
    public BilevelProblem<Void, Void> problem() {
        Level<Void> lower = level(this::lowerX, this::lowerY);
        return new BilevelProblem<>(lower, level(this::upperX, this::upperY), Projection.NONE, lowerSet());
    }

    private interface Slope<R> {
        R at(double x, double[] y);
    }

    private static Level<Void> level(Slope<Double> ofX, Slope<double[]> ofY) {
        return new Level<>() {
            @Override
            public Void sample(RandomGenerator random) {
                return null;
            }

            @Override
            public double[] gradientX(double[] x, double[] y, Void sample) {
                return new double[] {ofX.at(x[0], y)};
            }

            @Override
            public double[] gradientY(double[] x, double[] y, Void sample) {
                return ofY.at(x[0], y);
            }
        };
    }

    /** Where {@code g_y + s f_y}, which increases from {@code from} to {@code to}, is 0, by bisection. */
    double[] root(double x, double s, double from, double to) {
        DoubleUnaryOperator slope = y -> {
            double[] at = {y};
            return lowerY(x, at)[0] + s * upperY(x, at)[0];
        };
        double low = from;
        double high = to;
        for (int i = 0; i < 100; i++) {
            double middle = (low + high) / 2;
            if (slope.applyAsDouble(middle) < 0) low = middle;
            else high = middle;
        }
        return new double[] {s == 0 ? x : (low + high) / 2};
    }

    private static double square(double v) {
        return v * v;
    }
}
