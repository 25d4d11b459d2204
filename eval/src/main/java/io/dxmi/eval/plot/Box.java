package io.dxmi.eval.plot;

import java.util.Arrays;

/** A rectangle of the plane, in the data's units; {@code left < right} and {@code bottom < top}. */
record Box(double left, double right, double bottom, double top) {

    Box {
        if (!(left < right && bottom < top) || !Double.isFinite(right - left) || !Double.isFinite(top - bottom)) {
            throw new IllegalArgumentException("expected a finite box with left < right and bottom < top, got [" + left
                    + ", " + right + "] x [" + bottom + ", " + top + "]");
        }
    }

    boolean contains(double x, double y) {
        return x >= left && x <= right && y >= bottom && y <= top;
    }

    /** The square about all but the farthest 0.2 percent on each side, with a margin; points that coincide get a side of 2. */
    static Box around(float[][]... clouds) {
        double[] x = Arrays.stream(clouds)
                .flatMap(Arrays::stream)
                .mapToDouble(p -> p[0])
                .sorted()
                .toArray();
        double[] y = Arrays.stream(clouds)
                .flatMap(Arrays::stream)
                .mapToDouble(p -> p[1])
                .sorted()
                .toArray();
        double width = Quantiles.of(x, 0.998) - Quantiles.of(x, 0.002);
        double height = Quantiles.of(y, 0.998) - Quantiles.of(y, 0.002);
        double midX = Quantiles.of(x, 0.002) + width / 2;
        double midY = Quantiles.of(y, 0.998) - height / 2;
        double size = Math.max(Math.abs(midX), Math.abs(midY));
        double half = 0.6 * Math.max(width, height);
        // A side below the float resolution of the coordinates would have no ticks.
        if (half <= 1e-6 * size || half == 0) half = Math.max(1, 1e-3 * size);
        return new Box(midX - half, midX + half, midY - half, midY + half);
    }
}
