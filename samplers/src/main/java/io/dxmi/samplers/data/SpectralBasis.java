package io.dxmi.samplers.data;

/**
 * The first functions of an orthonormal basis of L²[0, 1], by which a curve on any grid becomes as many coefficients. A curve
 * of n values is known at the midpoints {@code (i + 1/2) / n}; there the first n functions are orthonormal for the mean over the
 * grid, so that inner products of coefficients are those of curves, whatever n is.
 *
 * @param modes number of functions, at least 1
 */
public record SpectralBasis(Kind kind, int modes) {

    /** Which functions. */
    public enum Kind {
        /** 1 and {@code sqrt(2) cos(k pi t)}, k = 1, 2, ...: curves with any ends. */
        COSINE {
            @Override
            double at(int mode, double t) {
                return mode == 0 ? 1 : Math.sqrt(2) * Math.cos(mode * Math.PI * t);
            }
        },
        /** {@code sqrt(2) sin((k - 1/2) pi t)}, k = 1, 2, ...: those of Brownian motion, for curves that begin at 0. */
        SINE {
            @Override
            double at(int mode, double t) {
                return Math.sqrt(2) * Math.sin((mode + 0.5) * Math.PI * t);
            }
        };

        abstract double at(int mode, double t);
    }

    public SpectralBasis {
        if (modes < 1) throw new IllegalArgumentException("modes must be at least 1, got " + modes);
    }

    /** The functions at the midpoints of a grid of n values, (modes, n); orthonormal for the mean over it where n is at least {@link #modes}. */
    public double[][] on(int n) {
        double[][] values = new double[modes][n];
        for (int k = 0; k < modes; k++) {
            for (int i = 0; i < n; i++) values[k][i] = kind.at(k, (i + 0.5) / n);
        }
        return values;
    }

    /**
     * Coefficients of curves: means over the grid of the curve times each function.
     *
     * @param curves (rows, n), flat
     * @param n values of a curve
     * @return (rows, modes), flat
     * @throws IllegalArgumentException if n is below {@link #modes}: such a grid does not tell them apart
     */
    public float[] coefficients(float[] curves, int n) {
        if (n < modes) throw new IllegalArgumentException(modes + " modes need a grid of as many values, got " + n);
        double[][] basis = on(n);
        int rows = curves.length / n;
        float[] out = new float[rows * modes];
        for (int row = 0; row < rows; row++) {
            for (int k = 0; k < modes; k++) {
                double sum = 0;
                for (int i = 0; i < n; i++) sum += basis[k][i] * curves[row * n + i];
                out[row * modes + k] = (float) (sum / n);
            }
        }
        return out;
    }

    /**
     * Curves of coefficients.
     *
     * @param coefficients (rows, modes), flat
     * @return (rows, n), flat
     */
    public float[] curves(float[] coefficients, int n) {
        double[][] basis = on(n);
        int rows = coefficients.length / modes;
        float[] out = new float[Math.multiplyExact(rows, n)];
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < n; i++) {
                double sum = 0;
                for (int k = 0; k < modes; k++) sum += coefficients[row * modes + k] * basis[k][i];
                out[row * n + i] = (float) sum;
            }
        }
        return out;
    }
}
