package io.dxmi.samplers.data;

/**
 * Composite Gauss-Legendre rule on an interval.
 *
 * @param weights sum to the interval's length
 */
record GaussLegendre(double[] nodes, double[] weights) {

    /** A rule of order 8. */
    static GaussLegendre on(double from, double to, int panels) {
        return on(from, to, panels, 8);
    }

    /** @param order nodes in each panel, at least 1 */
    static GaussLegendre on(double from, double to, int panels, int order) {
        double[] nodes = new double[panels * order];
        double[] weights = new double[panels * order];
        double half = (to - from) / (2 * panels);
        for (int k = 0; k < order; k++) {
            double z = Math.cos(Math.PI * (k + 0.75) / (order + 0.5)); // close to a root; Newton does the rest
            double slope = 0;
            for (int i = 0; i < 20; i++) {
                double[] p = legendre(order, z);
                slope = order * (z * p[1] - p[0]) / (z * z - 1);
                z -= p[1] / slope;
            }
            double weight = 2 / ((1 - z * z) * slope * slope);
            for (int panel = 0; panel < panels; panel++) {
                nodes[panel * order + k] = from + half * (2 * panel + 1 + z);
                weights[panel * order + k] = half * weight;
            }
        }
        return new GaussLegendre(nodes, weights);
    }

    /** The Legendre polynomials of degree {@code order - 1} and {@code order} at z, by the three-term recurrence. */
    private static double[] legendre(int order, double z) {
        double before = 1;
        double p = z;
        for (int n = 2; n <= order; n++) {
            double next = ((2 * n - 1) * z * p - (n - 1) * before) / n;
            before = p;
            p = next;
        }
        return new double[] {before, p};
    }
}
