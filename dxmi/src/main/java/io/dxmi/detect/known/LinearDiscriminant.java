package io.dxmi.detect.known;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * Fisher's linear discriminant (Fisher, 1936) between normal rows and a few anomalies: {@code (z - m) . v} with
 * {@code v} along {@code S^-1 (m_anomalies - m)}, where m and S are mean and covariance of the normal rows. Normal rows have mean 0
 * and deviation 1; anomalies are higher.
 *
 * @param direction v, (dimensions)
 * @param offset {@code m . v}
 */
public record LinearDiscriminant(double[] direction, double offset) {

    /** Share of a sphere in the covariance: of few rows, directions of small variance are chance. */
    private static final double SHRINKAGE = 0.3;

    /** No direction. */
    static LinearDiscriminant none(int dimensions) {
        return new LinearDiscriminant(new double[dimensions], 0);
    }

    /**
     * Of rows with their means.
     *
     * @param normal (n, d); costs n d^2 and d^3
     * @param anomalies (m, d)
     */
    static LinearDiscriminant of(float[] normal, float[] anomalies, int d) {
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
        DMatrixRMaj direction = new DMatrixRMaj(d, 1);
        LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.symmPosDef(d);
        if (!solver.setA(covariance)) throw new IllegalStateException("a shrunken covariance that is not positive");
        solver.solve(new DMatrixRMaj(difference), direction);
        DMatrixRMaj projected = new DMatrixRMaj(n, 1);
        CommonOps_DDRM.mult(centred, direction, projected);
        double deviation =
                Math.sqrt(Arrays.stream(projected.data).map(v -> v * v).sum() / n);
        if (!(deviation > 0)) return none(d);
        CommonOps_DDRM.scale(1 / deviation, direction);
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

    /** Of one of the rows (n, dimensions). */
    public double of(float[] rows, int row) {
        double sum = -offset;
        for (int k = 0; k < direction.length; k++) sum += rows[row * direction.length + k] * direction[k];
        return sum;
    }
}
