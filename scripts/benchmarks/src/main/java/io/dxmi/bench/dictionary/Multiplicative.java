package io.dxmi.bench.dictionary;

import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/** Non-negative factorisations {@code X ~ H D} by multiplicative updates (Lee and Seung, NIPS 2000). */
enum Multiplicative {
    /** Least squares. */
    FROBENIUS,
    /** Least generalised Kullback-Leibler divergence. */
    KL;

    private static final double LEAST = 1e-12;
    private static final double START = 0.1;

    /**
     * Codes and atoms.
     *
     * @param h (N, r)
     * @param d (r, n)
     */
    record Factors(DMatrixRMaj h, DMatrixRMaj d) {}

    /** Any atoms (NMF). x (N, n). */
    Factors free(DMatrixRMaj x, int rank, int iterations, RandomGenerator random) {
        DMatrixRMaj d = start(rank, x.numCols, random);
        DMatrixRMaj h = start(x.numRows, rank, random);
        for (int k = 0; k < iterations; k++) {
            updateCodes(x, h, d);
            Ratio ratio = ratio(x, h, d);
            scale(d, CommonOps_DDRM.multTransA(h, ratio.above, null), CommonOps_DDRM.multTransA(h, ratio.below, null));
        }
        return new Factors(h, d);
    }

    /** Atoms of rank one on a grid of so many rows (CP). */
    Factors rankOne(DMatrixRMaj x, int height, int rank, int iterations, RandomGenerator random) {
        DMatrixRMaj u = start(rank, height, random);
        DMatrixRMaj v = start(rank, x.numCols / height, random);
        DMatrixRMaj h = start(x.numRows, rank, random);
        for (int k = 0; k < iterations; k++) {
            updateCodes(x, h, Rows.outer(u, v));
            for (DMatrixRMaj side : new DMatrixRMaj[] {u, v}) {
                Ratio ratio = ratio(x, h, Rows.outer(u, v));
                scale(side, along(side == u, h, ratio.above, u, v), along(side == u, h, ratio.below, u, v));
            }
        }
        return new Factors(h, Rows.outer(u, v));
    }

    /** Codes of other images (N, n) for fixed atoms. */
    DMatrixRMaj codes(DMatrixRMaj x, DMatrixRMaj d, int iterations) {
        DMatrixRMaj h = new DMatrixRMaj(x.numRows, d.numRows);
        h.fill(1.0 / d.numRows);
        for (int k = 0; k < iterations; k++) updateCodes(x, h, d);
        return h;
    }

    private void updateCodes(DMatrixRMaj x, DMatrixRMaj h, DMatrixRMaj d) {
        Ratio ratio = ratio(x, h, d);
        scale(h, CommonOps_DDRM.multTransB(ratio.above, d, null), CommonOps_DDRM.multTransB(ratio.below, d, null));
    }

    /** The derivative for {@code H D} is below minus above. */
    private record Ratio(DMatrixRMaj above, DMatrixRMaj below) {}

    private Ratio ratio(DMatrixRMaj x, DMatrixRMaj h, DMatrixRMaj d) {
        DMatrixRMaj y = CommonOps_DDRM.mult(h, d, null);
        if (this == FROBENIUS) return new Ratio(x, y);
        DMatrixRMaj above = new DMatrixRMaj(x.numRows, x.numCols);
        for (int i = 0; i < y.data.length; i++) above.data[i] = x.data[i] / (y.data[i] + LEAST);
        y.fill(1);
        return new Ratio(above, y);
    }

    private static DMatrixRMaj along(boolean rows, DMatrixRMaj h, DMatrixRMaj part, DMatrixRMaj u, DMatrixRMaj v) {
        DMatrixRMaj ofAtoms = CommonOps_DDRM.multTransA(h, part, null);
        return Rows.contracted(ofAtoms, u, v, rows);
    }

    private static void scale(DMatrixRMaj factor, DMatrixRMaj above, DMatrixRMaj below) {
        for (int i = 0; i < factor.data.length; i++) factor.data[i] *= above.data[i] / (below.data[i] + LEAST);
    }

    private static DMatrixRMaj start(int rows, int columns, RandomGenerator random) {
        DMatrixRMaj out = new DMatrixRMaj(rows, columns);
        for (int i = 0; i < out.data.length; i++) out.data[i] = random.nextDouble() + START;
        return out;
    }
}
