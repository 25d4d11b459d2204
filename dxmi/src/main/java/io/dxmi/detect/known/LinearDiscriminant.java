package io.dxmi.detect.known;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * Fisher's linear discriminant (Fisher, 1936) between normal rows and a few anomalies: {@code (z - m) . v} with
 * {@code v} along {@code S^-1 (m_anomalies - m)}, where m and S are mean and shrunken covariance of the normal rows. Normal
 * rows have mean 0 and about deviation 1; anomalies are higher.
 *
 * @param direction v, (dimensions)
 * @param offset {@code m . v}
 */
public record LinearDiscriminant(double[] direction, double offset) {

    /** Share of a sphere in the covariance: of few rows, directions of small variance are chance. */
    private static final double SHRINKAGE = 0.3;

    /** The covariance of more dimensions takes too much memory. */
    private static final int MOST_DIMENSIONS = 2_048;

    /** No direction. */
    static LinearDiscriminant none(int dimensions) {
        return new LinearDiscriminant(new double[dimensions], 0);
    }

    /**
     * Of rows; of more than 2,048 dimensions there is none.
     *
     * @param normal (n, d); costs n d^2 and d^3
     * @param anomalies (m, d)
     */
    static LinearDiscriminant of(float[] normal, float[] anomalies, int d) {
        if (d > MOST_DIMENSIONS) return none(d);
        int n = normal.length / d;
        double[] mean = mean(normal, d);
        DMatrixRMaj centred = new DMatrixRMaj(n, d);
        for (int i = 0; i < normal.length; i++) centred.set(i, normal[i] - mean[i % d]);
        DMatrixRMaj covariance = new DMatrixRMaj(d, d);
        CommonOps_DDRM.multInner(centred, covariance);
        CommonOps_DDRM.scale(1.0 / n, covariance);
        double sphere = CommonOps_DDRM.trace(covariance) / d;
        if (!(sphere > 0)) return none(d);
        CommonOps_DDRM.scale(1 - SHRINKAGE, covariance);
        for (int k = 0; k < d; k++) covariance.add(k, k, SHRINKAGE * sphere);
        double[] difference = mean(anomalies, d);
        for (int k = 0; k < d; k++) difference[k] -= mean[k];
        DMatrixRMaj apart = new DMatrixRMaj(difference);
        DMatrixRMaj direction = new DMatrixRMaj(d, 1);
        LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.symmPosDef(d);
        if (!solver.setA(covariance)) throw new IllegalStateException("a shrunken covariance that is not positive");
        solver.solve(apart.copy(), direction);
        double variance = CommonOps_DDRM.dot(direction, apart); // of normal rows, by the shrunken covariance
        if (!(variance > 0)) return none(d);
        CommonOps_DDRM.scale(1 / Math.sqrt(variance), direction);
        double offset = 0;
        for (int k = 0; k < d; k++) offset += mean[k] * direction.get(k);
        return new LinearDiscriminant(direction.data, offset);
    }

    private static double[] mean(float[] rows, int d) {
        int n = rows.length / d;
        double[] mean = new double[d];
        for (int i = 0; i < rows.length; i++) mean[i % d] += (double) rows[i] / n;
        return mean;
    }

    /** L of one of the rows (n, dimensions). */
    public double of(float[] rows, int row) {
        double sum = -offset;
        for (int k = 0; k < direction.length; k++) sum += rows[row * direction.length + k] * direction[k];
        return sum;
    }
}
