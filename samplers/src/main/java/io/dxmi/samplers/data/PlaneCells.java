package io.dxmi.samplers.data;

import java.util.Arrays;

/**
 * Square cells that fill a box around the origin, and one more cell, the last, for all points outside. Cell
 * {@code j * perAxis + i} is number i along the first axis and number j along the second.
 *
 * @param half half the side of the box
 * @param perAxis cells along each axis
 */
public record PlaneCells(double half, int perAxis) {

    private static final int NODES = 4;

    /** @throws IllegalArgumentException if the box or a cell has no area */
    public PlaneCells {
        if (!(half > 0 && Double.isFinite(half))) throw new IllegalArgumentException("half must be positive: " + half);
        if (perAxis < 1) throw new IllegalArgumentException("perAxis must be at least 1, got " + perAxis);
    }

    /** The cell outside the box. */
    private int outside() {
        return perAxis * perAxis;
    }

    /**
     * Probability of each cell: the density integrated by a Gauss-Legendre rule of {@value #NODES} x {@value #NODES} nodes a
     * cell. In cells of 0.1, the probabilities of the sets of {@link PointSet} have a total variation of at most 1e-6 from
     * the exact ones.
     */
    public double[] probabilities(Distribution2d distribution) {
        GaussLegendre rule = GaussLegendre.on(-half, half, perAxis, NODES);
        double[] densities = distribution.densities(rule.nodes(), rule.nodes());
        double[] probabilities = new double[outside() + 1];
        int n = perAxis * NODES;
        for (int j = 0; j < n; j++) {
            for (int i = 0; i < n; i++) {
                double mass = rule.weights()[i] * rule.weights()[j] * densities[j * n + i];
                probabilities[j / NODES * perAxis + i / NODES] += mass;
            }
        }
        probabilities[outside()] = Math.max(0, 1 - Arrays.stream(probabilities).sum());
        return probabilities;
    }

    /**
     * Number of points in each cell.
     *
     * @param points flat, (n, 2)
     */
    public long[] counts(float[] points) {
        long[] counts = new long[outside() + 1];
        for (int i = 0; i < points.length; i += 2) counts[cell(points[i], points[i + 1])]++;
        return counts;
    }

    private int cell(double x, double y) {
        double i = Math.floor((x + half) / (2 * half) * perAxis);
        double j = Math.floor((y + half) / (2 * half) * perAxis);
        boolean inside = i >= 0 && i < perAxis && j >= 0 && j < perAxis;
        return inside ? Math.toIntExact(Math.round(j * perAxis + i)) : outside();
    }

    /**
     * Which cells are far from data: those whose centres are more than a distance from the centres of all cells of at least
     * a probability, and the cell outside the box.
     *
     * @param probabilities as from {@link #probabilities}
     */
    public boolean[] far(double[] probabilities, double least, double distance) {
        boolean[] far = new boolean[outside() + 1];
        Arrays.fill(far, true);
        double width = 2 * half / perAxis;
        int reach = (int) Math.floor(distance / width + 1e-9);
        double square = (distance / width) * (distance / width) + 1e-9;
        for (int cell = 0; cell < outside(); cell++) {
            if (probabilities[cell] < least) continue;
            int column = cell % perAxis;
            int row = cell / perAxis;
            for (int j = Math.max(0, row - reach); j <= Math.min(perAxis - 1, row + reach); j++) {
                for (int i = Math.max(0, column - reach); i <= Math.min(perAxis - 1, column + reach); i++) {
                    double gap = (i - column) * (i - column) + (double) (j - row) * (j - row);
                    if (gap <= square) far[j * perAxis + i] = false;
                }
            }
        }
        return far;
    }
}
