package io.dxmi.samplers.data;

/**
 * Composite Gauss-Legendre rule of order 8 on an interval.
 *
 * @param weights sum to the interval's length
 */
record GaussLegendre(double[] nodes, double[] weights) {

    private static final int ORDER = 8;

    static GaussLegendre on(double from, double to, int panels) {
        double[] nodes = new double[panels * ORDER];
        double[] weights = new double[panels * ORDER];
        double half = (to - from) / (2 * panels);
        for (int k = 0; k < ORDER; k++) {
            double z = Math.cos(Math.PI * (k + 0.75) / (ORDER + 0.5)); // close to a root of P_8; Newton does the rest
            double slope = 0;
            for (int i = 0; i < 20; i++) {
                double[] p = legendre(z);
                slope = ORDER * (z * p[1] - p[0]) / (z * z - 1);
                z -= p[1] / slope;
            }
            double weight = 2 / ((1 - z * z) * slope * slope);
            for (int panel = 0; panel < panels; panel++) {
                nodes[panel * ORDER + k] = from + half * (2 * panel + 1 + z);
                weights[panel * ORDER + k] = half * weight;
            }
        }
        return new GaussLegendre(nodes, weights);
    }

    /** P_7(z) and P_8(z) by the three-term recurrence. */
    private static double[] legendre(double z) {
        double before = 1;
        double p = z;
        for (int n = 2; n <= ORDER; n++) {
            double next = ((2 * n - 1) * z * p - (n - 1) * before) / n;
            before = p;
            p = next;
        }
        return new double[] {before, p};
    }
}
