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

    static double logSumExp(double[] terms) {
        double max = Double.NEGATIVE_INFINITY;
        for (double term : terms) max = Math.max(max, term);
        if (max == Double.NEGATIVE_INFINITY) return max;
        double sum = 0;
        for (double term : terms) sum += Math.exp(term - max);
        return max + Math.log(sum);
    }
}
