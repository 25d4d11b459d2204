package io.dxmi.gcd.likelihood;

/**
 * The midpoint rule on a box around the origin in one or two dimensions: exact to rounding for smooth densities that vanish
 * at its sides.
 *
 * @param dimensions 1 or 2
 * @param half half the side of the box
 * @param perAxis cells along each axis
 */
public record Grid(int dimensions, double half, int perAxis) {

    public Grid {
        if (dimensions != 1 && dimensions != 2) {
            throw new IllegalArgumentException("quadrature is for 1 or 2 dimensions, got " + dimensions);
        }
        if (!(half > 0)) throw new IllegalArgumentException("half must be positive, got " + half);
        if (perAxis < 1) throw new IllegalArgumentException("perAxis must be at least 1, got " + perAxis);
    }

    private double width() {
        return 2 * half / perAxis;
    }

    private int size() {
        return dimensions == 1 ? perAxis : perAxis * perAxis;
    }

    /** The cells' centres, flat (n, dimensions). */
    public float[] points() {
        float[] points = new float[size() * dimensions];
        for (int i = 0; i < size(); i++) {
            points[i * dimensions] = at(i % perAxis);
            if (dimensions == 2) points[2 * i + 1] = at(i / perAxis);
        }
        return points;
    }

    /** Coordinates of the centres along each axis, rounded as those of {@link #points} are. */
    public double[] axis() {
        double[] axis = new double[perAxis];
        for (int i = 0; i < perAxis; i++) axis[i] = at(i);
        return axis;
    }

    private float at(int cell) {
        return (float) (-half + (cell + 0.5) * width());
    }

    /**
     * {@code log of the integral of exp(-beta E)}, nats.
     *
     * @param energies at {@link #points}
     */
    public double logPartition(double[] energies, double beta) {
        require(energies);
        double top = Double.NEGATIVE_INFINITY;
        for (double e : energies) top = Math.max(top, -beta * e);
        double sum = 0;
        for (double e : energies) sum += Math.exp(-beta * e - top);
        return top + Math.log(sum) + dimensions * Math.log(width());
    }

    /**
     * {@code KL(p || q)} in nats of a density p from {@code q = exp(-beta E) / Z}.
     *
     * @param logDensity log p at {@link #points}; minus infinity outside its support
     * @param energies E there
     */
    public double divergence(double[] logDensity, double[] energies, double beta) {
        require(logDensity);
        double mass = 0;
        double sum = 0;
        for (int i = 0; i < logDensity.length; i++) {
            double p = Math.exp(logDensity[i]);
            if (p == 0) continue;
            mass += p;
            sum += p * (logDensity[i] + beta * energies[i]);
        }
        return sum / mass + logPartition(energies, beta);
    }

    /** The least {@link #divergence} over all scales of the energy, which it is convex in. */
    public double leastDivergence(double[] logDensity, double[] energies) {
        double from = Math.log(1e-3);
        double to = Math.log(1e3);
        double golden = (Math.sqrt(5) - 1) / 2;
        for (int i = 0; i < 40; i++) {
            double a = to - golden * (to - from);
            double b = from + golden * (to - from);
            if (divergence(logDensity, energies, Math.exp(a)) < divergence(logDensity, energies, Math.exp(b))) to = b;
            else from = a;
        }
        return divergence(logDensity, energies, Math.exp((from + to) / 2));
    }

    private void require(double[] values) {
        if (values.length != size()) {
            throw new IllegalArgumentException("expected " + size() + " values, one a cell, got " + values.length);
        }
    }
}
