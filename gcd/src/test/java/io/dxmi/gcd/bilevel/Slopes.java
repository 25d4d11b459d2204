package io.dxmi.gcd.bilevel;

/** How errors depend on a parameter. */
final class Slopes {

    private Slopes() {}

    /** The slope of log error against log parameter by least squares. */
    static double of(double[] parameter, double[] error) {
        double meanX = 0;
        double meanY = 0;
        int n = parameter.length;
        for (int i = 0; i < n; i++) {
            meanX += Math.log(parameter[i]) / n;
            meanY += Math.log(error[i]) / n;
        }
        double product = 0;
        double square = 0;
        for (int i = 0; i < n; i++) {
            double dx = Math.log(parameter[i]) - meanX;
            product += dx * (Math.log(error[i]) - meanY);
            square += dx * dx;
        }
        return product / square;
    }

    static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) sum += (a[i] - b[i]) * (a[i] - b[i]);
        return Math.sqrt(sum);
    }
}
