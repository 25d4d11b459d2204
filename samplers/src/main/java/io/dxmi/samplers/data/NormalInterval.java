package io.dxmi.samplers.data;

/** The standard normal distribution on an interval, accurate far out in the tails. */
final class NormalInterval {

    /** Standard deviations beyond which no quantile of a double lies. */
    private static final double FAR = 10;

    private static final double ROOT_HALF = Math.sqrt(0.5);

    private NormalInterval() {}

    /** The quantiles of (i + 1/2) / n, i = 0 .. n - 1, to 1e-12. */
    static double[] quantiles(int n) {
        double[] quantiles = new double[n];
        for (int i = 0; i < n; i++) {
            double wanted = Math.log((i + 0.5) / n);
            double low = -FAR;
            double high = FAR;
            while (high - low > 1e-12) {
                double middle = (low + high) / 2;
                if (logProbability(-2 * FAR, middle) < wanted) low = middle;
                else high = middle;
            }
            quantiles[i] = low;
        }
        return quantiles;
    }

    /** Log of the probability of [a, b], a < b, where b - a is not tiny. */
    static double logProbability(double a, double b) {
        if (b <= 0) return logProbability(-b, -a);
        if (a < 0) return Math.log(1 - tail(-a) - tail(b));
        double ratio = Math.exp((a - b) * (a + b) / 2);
        double rest = ratio > 1e-18 ? ratio * scaledTail(b) : 0;
        return -a * a / 2 + Math.log((scaledTail(a) - rest) / 2);
    }

    /** Probability of more than z >= 0. */
    private static double tail(double z) {
        return Math.exp(-z * z / 2) * scaledTail(z) / 2;
    }

    /** {@code exp(x^2) erfc(x)} at {@code x = z / sqrt(2)}. Abramowitz and Stegun, 7.1.6 and 7.1.14. */
    private static double scaledTail(double z) {
        double x = z * ROOT_HALF;
        if (x > 2) {
            double fraction = 0;
            for (int k = 6 + (int) (250 / (x * x)); k > 0; k--) fraction = k / 2.0 / (x + fraction);
            return 1 / (Math.sqrt(Math.PI) * (x + fraction));
        }
        double term = 2 * x / Math.sqrt(Math.PI);
        double scaledErf = term; // exp(x^2) erf(x)
        for (int n = 1; term > 1e-17 * scaledErf; n++) {
            term *= 2 * x * x / (2 * n + 1);
            scaledErf += term;
        }
        return Math.exp(x * x) - scaledErf;
    }
}
