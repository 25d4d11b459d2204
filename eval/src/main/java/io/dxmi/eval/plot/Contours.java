package io.dxmi.eval.plot;

import java.awt.geom.Path2D;

/** Level lines of a grid by marching squares, straight within a cell, in the panel's pixels. */
final class Contours {

    private final EnergyGrid grid;
    private final Axes axes;
    private final double level;
    private final Path2D lines = new Path2D.Double();

    private Contours(EnergyGrid grid, Axes axes, double level) {
        this.grid = grid;
        this.axes = axes;
        this.level = level;
    }

    /** The line where the energy is {@code level}; cells with an infinite corner are left out. */
    static Path2D at(double level, EnergyGrid grid, Axes axes) {
        Contours contours = new Contours(grid, axes, level);
        for (int j = 0; j + 1 < grid.ys().length; j++) {
            for (int i = 0; i + 1 < grid.xs().length; i++) contours.cross(i, j);
        }
        return contours.lines;
    }

    /** Joins the crossings of one cell's four sides, met in order around it; a saddle has four and its centre decides. */
    private void cross(int i, int j) {
        double[] corners = {
            grid.values()[j][i], grid.values()[j][i + 1], grid.values()[j + 1][i + 1], grid.values()[j + 1][i]
        };
        double centre = (corners[0] + corners[1] + corners[2] + corners[3]) / 4;
        if (!Double.isFinite(centre)) return;
        double[][] crossings = new double[4][];
        int count = 0;
        for (int side = 0; side < 4; side++) {
            double a = corners[side];
            double b = corners[(side + 1) % 4];
            if (a < level != b < level) crossings[count++] = point(i, j, side, (level - a) / (b - a));
        }
        if (count == 2) join(crossings[0], crossings[1]);
        if (count == 4) {
            // The lines cut off the corners that lie on the other side than the centre.
            int shift = corners[0] < level == centre < level ? 0 : 1;
            join(crossings[shift], crossings[1 + shift]);
            join(crossings[2 + shift], crossings[(3 + shift) % 4]);
        }
    }

    private double[] point(int i, int j, int side, double share) {
        double[] xs = grid.xs();
        double[] ys = grid.ys();
        return switch (side) {
            case 0 -> new double[] {xs[i] + share * (xs[i + 1] - xs[i]), ys[j]};
            case 1 -> new double[] {xs[i + 1], ys[j] + share * (ys[j + 1] - ys[j])};
            case 2 -> new double[] {xs[i + 1] - share * (xs[i + 1] - xs[i]), ys[j + 1]};
            default -> new double[] {xs[i], ys[j + 1] - share * (ys[j + 1] - ys[j])};
        };
    }

    private void join(double[] from, double[] to) {
        lines.moveTo(axes.x(from[0]), axes.y(from[1]));
        lines.lineTo(axes.x(to[0]), axes.y(to[1]));
    }
}
