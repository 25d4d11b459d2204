package io.dxmi.eval.quality;

import io.dxmi.eval.matrix.MatrixProduct;
import io.dxmi.eval.matrix.PivotedCholesky;
import io.dxmi.eval.matrix.SingularValues;
import java.util.Arrays;

/**
 * The squared Fréchet (2-Wasserstein) distance between Gaussians, which is the FID when the Gaussians are fitted to
 * Inception features (Heusel et al. 2017): {@code |m₁ - m₂|² + tr S₁ + tr S₂ - 2 tr (S₁ S₂)^½}.
 *
 * <p>With {@code S₁ = F₁ᵀF₁} and {@code S₂ = F₂ᵀF₂} the last trace is the sum of the singular values of {@code F₁ F₂ᵀ}.
 * Unlike a square root of the product, which is not symmetric, this has no complex residue, needs no regulariser for
 * singular covariances, and loses no digits to small eigenvalues.
 */
public final class FrechetDistance {

    private FrechetDistance() {}

    /** Of the Gaussians fitted to two sets of features, (n, d) and (m, d), each of at least two. */
    public static double squared(double[][] a, double[][] b) {
        Points.dimension("a", a, "b", b);
        return squared(GaussianStatistics.of(a), GaussianStatistics.of(b));
    }

    /** Of the Gaussians with these statistics. */
    public static double squared(GaussianStatistics a, GaussianStatistics b) {
        return squared(a.mean(), a.covariance(), b.mean(), b.covariance());
    }

    /**
     * Of N(meanA, covarianceA) and N(meanB, covarianceB). Not negative.
     *
     * @param meanA (d)
     * @param covarianceA (d, d), symmetric, positive semidefinite up to rounding, of any rank; likewise B
     */
    public static double squared(double[] meanA, double[][] covarianceA, double[] meanB, double[][] covarianceB) {
        requireGaussian("A", meanA, covarianceA);
        requireGaussian("B", meanB, covarianceB);
        if (meanA.length != meanB.length) {
            throw new IllegalArgumentException("A has dimension " + meanA.length + ", but B has " + meanB.length);
        }
        double sum = 0;
        for (int j = 0; j < meanA.length; j++) {
            sum += (meanA[j] - meanB[j]) * (meanA[j] - meanB[j]);
            sum += covarianceA[j][j] + covarianceB[j][j];
        }
        return Math.max(0, sum - 2 * traceOfRoot(covarianceA, covarianceB)); // rounding may leave -1e-14 of 0
    }

    private static double traceOfRoot(double[][] a, double[][] b) {
        double[][] factorA = PivotedCholesky.factor(a);
        double[][] factorB = PivotedCholesky.factor(b);
        if (factorA.length == 0 || factorB.length == 0) return 0;
        double[][] product = MatrixProduct.of(factorA, MatrixProduct.transposed(factorB));
        return Arrays.stream(SingularValues.of(product)).sum();
    }

    private static void requireGaussian(String name, double[] mean, double[][] covariance) {
        int d = Points.dimension("the mean of " + name, new double[][] {mean});
        int columns = Points.dimension("the covariance of " + name, covariance);
        if (covariance.length != d || columns != d) {
            throw new IllegalArgumentException("the covariance of " + name + " is (" + covariance.length + ", "
                    + columns + "), expected (" + d + ", " + d + ")");
        }
        for (int i = 0; i < d; i++) {
            if (covariance[i][i] < 0) {
                throw new IllegalArgumentException("variance " + i + " of " + name + " is " + covariance[i][i]);
            }
            for (int j = 0; j < i; j++) {
                double difference = Math.abs(covariance[i][j] - covariance[j][i]);
                // 1e-5: statistics that were stored in float32 after being computed in another order
                if (difference > 1e-5 * Math.sqrt(covariance[i][i] * covariance[j][j])) {
                    throw new IllegalArgumentException("the covariance of " + name + " is not symmetric: "
                            + covariance[i][j] + " at (" + i + ", " + j + "), " + covariance[j][i] + " across");
                }
            }
        }
    }
}
