package io.dxmi.eval.quality;

/** Point sets: what every metric demands of them, and how they are made of flat arrays. */
public final class Points {

    private Points() {}

    /** The rows of a flat array, (n, d). */
    public static double[][] rows(float[] flat, int d) {
        double[][] rows = new double[flat.length / d][d];
        for (int i = 0; i < flat.length; i++) rows[i / d][i % d] = flat[i];
        return rows;
    }

    /**
     * The number of columns of a non-empty, rectangular, finite set.
     *
     * @param name for the message
     */
    static int dimension(String name, double[][] points) {
        if (points.length == 0) throw new IllegalArgumentException(name + " holds no points");
        int d = points[0].length;
        if (d == 0) throw new IllegalArgumentException(name + " has points of dimension 0");
        for (int i = 0; i < points.length; i++) {
            if (points[i].length != d) {
                throw new IllegalArgumentException(
                        name + ": row 0 has " + d + " values, row " + i + " has " + points[i].length);
            }
            for (int j = 0; j < d; j++) {
                if (!Double.isFinite(points[i][j])) {
                    throw new IllegalArgumentException(
                            name + ": the value at (" + i + ", " + j + ") is " + points[i][j]);
                }
            }
        }
        return d;
    }

    /** The common dimension of two sets. */
    static int dimension(String nameA, double[][] a, String nameB, double[][] b) {
        int dA = dimension(nameA, a);
        int dB = dimension(nameB, b);
        if (dA != dB) {
            throw new IllegalArgumentException(nameA + " has dimension " + dA + ", but " + nameB + " has " + dB);
        }
        return dA;
    }

    /** {@code (n, d)} to {@code (d, n)}. */
    static double[][] columns(double[][] points) {
        double[][] columns = new double[points[0].length][points.length];
        for (int i = 0; i < points.length; i++) {
            for (int j = 0; j < columns.length; j++) columns[j][i] = points[i][j];
        }
        return columns;
    }
}
