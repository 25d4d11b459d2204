package io.dxmi.samplers.data;

/**
 * Round Gaussians of one width; also a curve under Gaussian noise, once the curve is a quadrature rule.
 *
 * @param x centres, as {@code y}
 * @param weights sum to 1
 * @param sd of every Gaussian
 */
record GaussianMixture(double[] x, double[] y, double[] weights, double sd) {

    double logDensity(double atX, double atY) {
        double[] terms = new double[x.length];
        for (int k = 0; k < terms.length; k++) {
            double dx = atX - x[k];
            double dy = atY - y[k];
            terms[k] = Math.log(weights[k]) - (dx * dx + dy * dy) / (2 * sd * sd);
        }
        return logSumExp(terms) - Math.log(2 * Math.PI * sd * sd);
    }

    /** As {@link Distribution2d#densities}. */
    double[] densities(double[] atX, double[] atY) {
        double[] out = new double[atX.length * atY.length];
        for (int k = 0; k < x.length; k++) addProduct(out, weights[k], along(atX, x[k]), along(atY, y[k]));
        return out;
    }

    private double[] along(double[] at, double centre) {
        double[] density = new double[at.length];
        for (int i = 0; i < at.length; i++) {
            double z = (at[i] - centre) / sd;
            density[i] = Math.exp(-z * z / 2) / (Math.sqrt(2 * Math.PI) * sd);
        }
        return density;
    }

    /** Adds {@code weight * alongX[i] * alongY[j]} to entry {@code j * alongX.length + i}. */
    static void addProduct(double[] out, double weight, double[] alongX, double[] alongY) {
        for (int j = 0; j < alongY.length; j++) {
            double factor = weight * alongY[j];
            if (factor == 0) continue;
            int row = j * alongX.length;
            for (int i = 0; i < alongX.length; i++) out[row + i] += factor * alongX[i];
        }
    }

    static double logSumExp(double[] terms) {
        double max = Double.NEGATIVE_INFINITY;
        for (double term : terms) max = Math.max(max, term);
        if (max == Double.NEGATIVE_INFINITY) return max;
        double sum = 0;
        for (double term : terms) sum += Math.exp(term - max);
        return max + Math.log(sum);
    }
}
