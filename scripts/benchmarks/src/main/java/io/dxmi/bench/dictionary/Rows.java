package io.dxmi.bench.dictionary;

import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/** Matrices with a distribution a row. */
final class Rows {

    private Rows() {}

    /** Uniform in the simplex (Dirichlet of 1). */
    static DMatrixRMaj uniform(int rows, int columns, RandomGenerator random) {
        DMatrixRMaj out = new DMatrixRMaj(rows, columns);
        for (int i = 0; i < out.data.length; i++) out.data[i] = random.nextExponential();
        return mixed(out, 0);
    }

    /** Each row divided by its sum, plus {@code floor} in each entry, divided by its sum again. */
    static DMatrixRMaj mixed(DMatrixRMaj rows, double floor) {
        DMatrixRMaj out = new DMatrixRMaj(rows.numRows, rows.numCols);
        for (int i = 0; i < rows.numRows; i++) {
            double sum = 0;
            for (int k = 0; k < rows.numCols; k++) sum += rows.get(i, k);
            for (int k = 0; k < rows.numCols; k++) {
                out.set(i, k, (rows.get(i, k) / sum + floor) / (1 + floor * rows.numCols));
            }
        }
        return out;
    }

    /** {@code u_k v_k'} of each pair of rows, as one row. */
    static DMatrixRMaj outer(DMatrixRMaj u, DMatrixRMaj v) {
        DMatrixRMaj out = new DMatrixRMaj(u.numRows, u.numCols * v.numCols);
        for (int k = 0; k < u.numRows; k++) {
            for (int i = 0; i < out.numCols; i++) {
                out.set(k, i, u.get(k, i / v.numCols) * v.get(k, i % v.numCols));
            }
        }
        return out;
    }

    /** The adjoint of {@link #outer} in u, or in v, for {@code ofAtoms} (r, p q). */
    static DMatrixRMaj contracted(DMatrixRMaj ofAtoms, DMatrixRMaj u, DMatrixRMaj v, boolean forU) {
        DMatrixRMaj out = new DMatrixRMaj(u.numRows, forU ? u.numCols : v.numCols);
        for (int k = 0; k < u.numRows; k++) {
            for (int i = 0; i < ofAtoms.numCols; i++) {
                int row = i / v.numCols;
                int column = i % v.numCols;
                if (forU) out.add(k, row, ofAtoms.get(k, i) * v.get(k, column));
                else out.add(k, column, ofAtoms.get(k, i) * u.get(k, row));
            }
        }
        return out;
    }

    static DMatrixRMaj select(double[][] rows, int[] chosen) {
        DMatrixRMaj out = new DMatrixRMaj(chosen.length, rows[0].length);
        for (int i = 0; i < chosen.length; i++) {
            System.arraycopy(rows[chosen[i]], 0, out.data, i * out.numCols, out.numCols);
        }
        return out;
    }
}
