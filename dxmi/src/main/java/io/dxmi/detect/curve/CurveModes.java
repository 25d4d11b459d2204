package io.dxmi.detect.curve;

import io.dxmi.samplers.data.SpectralBasis;
import io.dxmi.samplers.data.SpectralBasis.Kind;

/**
 * How many modes curves need. Of all modes that are looked at, the later ones hold what noise on the values leaves in each mode;
 * {@link #needed} modes leave {@value #LEFT} of the variance above that.
 */
final class CurveModes {

    /** Share of the variance that the modes may leave. */
    private static final double LEFT = 0.003;

    /** More modes are not chosen: a density of more dimensions tells less. */
    private static final int MOST = 64;

    private final SpectralBasis basis;
    private final int curves;
    private final double[] mean; // of each coefficient
    private final double[] variance;
    private final double wholeMean; // mean square of the mean curve
    private final double wholeVariance;
    private final int values;

    /**
     * Looks at curves.
     *
     * @param curves (n, values), at least one
     * @param modes to look at, fewer than a curve has values
     */
    CurveModes(Kind kind, double[][] curves, int modes) {
        this.basis = new SpectralBasis(kind, modes);
        this.curves = curves.length;
        this.values = curves[0].length;
        double[][] functions = basis.on(values);
        mean = new double[modes];
        variance = new double[modes];
        double[][] coefficients = new double[modes][curves.length];
        for (int i = 0; i < curves.length; i++) {
            for (int k = 0; k < modes; k++) coefficients[k][i] = coefficient(curves[i], functions[k]);
        }
        for (int k = 0; k < modes; k++) {
            mean[k] = mean(coefficients[k]);
            variance[k] = variance(coefficients[k], mean[k]);
        }
        double squares = 0;
        double spread = 0;
        double[] column = new double[curves.length];
        for (int j = 0; j < values; j++) {
            for (int i = 0; i < column.length; i++) column[i] = curves[i][j];
            double middle = mean(column);
            squares += middle * middle;
            spread += variance(column, middle);
        }
        wholeMean = squares / values;
        wholeVariance = spread / values;
    }

    /** So many modes are looked at: later ones are left to measure the noise. */
    static int looked(int values) {
        return Math.min(values / 2, MOST);
    }

    /** The mean over the grid of a curve times a function. */
    static double coefficient(double[] curve, double[] function) {
        double sum = 0;
        for (int j = 0; j < curve.length; j++) sum += curve[j] * function[j];
        return sum / curve.length;
    }

    Kind kind() {
        return basis.kind();
    }

    /** Mean variance of the values. */
    double variance() {
        return wholeVariance;
    }

    /** Mean square, over the grid, of what all modes that are looked at leave of the curves. */
    double left() {
        double sum = wholeMean + wholeVariance;
        for (int k = 0; k < mean.length; k++) sum -= mean[k] * mean[k] + variance[k];
        return sum;
    }

    /**
     * The least number of modes that leaves hardly more than noise: of the mean curve as of what differs from curve to curve.
     *
     * @return at least 1, at most as many as are looked at and half as many as there are curves
     */
    int needed() {
        int all = mean.length;
        double squares = 0;
        double spread = 0;
        for (int k = 0; k < all; k++) {
            squares += mean[k] * mean[k];
            spread += variance[k];
        }
        double noise = Math.max(0, (wholeVariance - spread) / (values - all));
        double enough = LEFT * (wholeVariance - values * noise);
        double left = wholeMean - squares - (values - all) * noise / curves;
        int least = all;
        for (int k = all - 1; k >= 1; k--) {
            left += mean[k] * mean[k] + variance[k] - noise * (1 + 1.0 / curves);
            double chance =
                    2 * noise * Math.sqrt(2.0 * (all - k) / curves); // two standard errors of a sum of variances
            if (left <= enough + chance) least = k;
        }
        return Math.min(least, Math.max(1, curves / 2));
    }

    private static double mean(double[] all) {
        double origin = all[0]; // sums of differences keep what sums of large numbers lose
        double sum = 0;
        for (double v : all) sum += v - origin;
        return origin + sum / all.length;
    }

    private static double variance(double[] all, double mean) {
        double sum = 0;
        for (double v : all) sum += (v - mean) * (v - mean);
        return sum / all.length;
    }
}
