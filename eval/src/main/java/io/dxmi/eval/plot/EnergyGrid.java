package io.dxmi.eval.plot;

import java.util.Arrays;

/**
 * Energies at the nodes of a grid; low is likely. Infinite energies are shown at the end of the colours.
 *
 * @param xs abscissae, (nx), ascending, nx > 1
 * @param ys ordinates, (ny), ascending, ny > 1
 * @param values (ny, nx): {@code values[j][i]} is the energy at ({@code xs[i]}, {@code ys[j]})
 */
public record EnergyGrid(double[] xs, double[] ys, double[][] values) {

    // The far field lies high and is vast; the modes lie low and are small, so the cut is deeper at the top.
    private static final double LOW_QUANTILE = 0.005;
    private static final double HIGH_QUANTILE = 0.85;

    /** @throws IllegalArgumentException if the axes do not ascend, the shapes disagree, or an energy is NaN */
    public EnergyGrid {
        checkAscending("xs", xs);
        checkAscending("ys", ys);
        if (values.length != ys.length) {
            throw new IllegalArgumentException("values has " + values.length + " rows for " + ys.length + " ordinates");
        }
        boolean anyFinite = false;
        for (int j = 0; j < ys.length; j++) {
            if (values[j].length != xs.length) {
                throw new IllegalArgumentException(
                        "values[" + j + "] has " + values[j].length + " energies for " + xs.length + " abscissae");
            }
            for (int i = 0; i < xs.length; i++) {
                anyFinite |= Double.isFinite(values[j][i]);
                if (Double.isNaN(values[j][i])) {
                    throw new IllegalArgumentException(
                            "the energy at (" + xs[i] + ", " + ys[j] + ") is NaN; expected a number");
                }
            }
        }
        if (!anyFinite) throw new IllegalArgumentException("all " + xs.length * ys.length + " energies are infinite");
    }

    private static void checkAscending(String name, double[] axis) {
        if (axis.length < 2)
            throw new IllegalArgumentException(name + " has " + axis.length + " values; expected 2 or more");
        for (int i = 0; i < axis.length; i++) {
            if (!Double.isFinite(axis[i]) || (i > 0 && axis[i] <= axis[i - 1])) {
                throw new IllegalArgumentException(name + "[" + i + "] is " + axis[i]
                        + (i > 0 ? " after " + axis[i - 1] : "") + "; expected finite, ascending values");
            }
        }
    }

    Box box() {
        return new Box(xs[0], xs[xs.length - 1], ys[0], ys[ys.length - 1]);
    }

    /** Where the colours begin and end: (low, high), low < high. */
    double[] colourRange() {
        double[] sorted = Arrays.stream(values)
                .flatMapToDouble(Arrays::stream)
                .filter(Double::isFinite)
                .sorted()
                .toArray();
        double low = Quantiles.of(sorted, LOW_QUANTILE);
        double high = Quantiles.of(sorted, HIGH_QUANTILE);
        // Nearly all equal: everything then, and a constant energy gets a range about it.
        if (high - low <= 1e-9 * Math.abs(low)) {
            low = sorted[0];
            high = sorted[sorted.length - 1];
        }
        double margin = high - low <= 1e-9 * Math.abs(low) ? Math.max(1, 1e-3 * Math.abs(low)) : 0;
        return new double[] {low - margin, high + margin};
    }

    /** The energy at a point of the box, bilinear between the four nodes about it. */
    double at(double x, double y) {
        int i = cell(xs, x);
        int j = cell(ys, y);
        double u = share(xs, i, x);
        double v = share(ys, j, y);
        return mix(mix(values[j][i], values[j][i + 1], u), mix(values[j + 1][i], values[j + 1][i + 1], u), v);
    }

    private static int cell(double[] axis, double value) {
        int found = Arrays.binarySearch(axis, value);
        int below = found >= 0 ? found : -found - 2;
        return Math.max(0, Math.min(axis.length - 2, below));
    }

    private static double share(double[] axis, int cell, double value) {
        return Math.max(0, Math.min(1, (value - axis[cell]) / (axis[cell + 1] - axis[cell])));
    }

    /** Linear, and free of infinity times zero. */
    private static double mix(double a, double b, double share) {
        if (Double.isInfinite(a) || Double.isInfinite(b)) return share < 0.5 ? a : b;
        return a + share * (b - a);
    }
}
