package io.dxmi.eval.quality;

import io.dxmi.eval.matrix.Lapack;
import io.dxmi.eval.matrix.PivotedCholesky;
import java.util.Arrays;
import java.util.Optional;

/**
 * The squared Fréchet (2-Wasserstein) distance between Gaussians, which is the FID when the Gaussians are fitted to
 * Inception features (Heusel et al. 2017): {@code |m₁ - m₂|² + tr S₁ + tr S₂ - 2 tr (S₁ S₂)^½}.
 *
 * <p>With {@code S₁ = L Lᵀ} the last trace is the sum of the roots of the eigenvalues of {@code Lᵀ S₂ L}, which is
 * symmetric: no complex residue comes up. Where a covariance is singular, or small eigenvalues would cost digits, it is the
 * sum of the singular values of {@code F₁ F₂ᵀ} with {@code S₁ = F₁ᵀF₁} and {@code S₂ = F₂ᵀF₂}: no regulariser is needed.
 */
public final class FrechetDistance {

    /** Share of the traces by which the trace of the root may be wrong; of the distance itself, 100 times as much. */
    private static final double ROUNDING = 1e-10;

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
     * Of N(meanA, covarianceA) and N(meanB, covarianceB). Not negative. Right to 2e-10 of the traces or 2e-8 of itself,
     * whichever is larger: where a covariance is singular, rounding leaves eigenvalues of 1e-16, whose roots are 1e-8.
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
        double between = 0;
        double traces = 0;
        for (int j = 0; j < meanA.length; j++) {
            between += (meanA[j] - meanB[j]) * (meanA[j] - meanB[j]);
            traces += covarianceA[j][j] + covarianceB[j][j];
        }
        double root = traceOfRoot(covarianceA, covarianceB, between + traces, traces);
        return Math.max(0, between + traces - 2 * root); // rounding may leave -1e-14 of 0
    }

    /** {@code tr (a b)^½}, of which twice is to be subtracted from {@code rest}. */
    private static double traceOfRoot(double[][] a, double[][] b, double rest, double traces) {
        Optional<double[]> eigenvalues = Lapack.eigenvaluesOfProduct(a, b);
        if (eigenvalues.isPresent()) {
            Roots roots = roots(eigenvalues.get(), norm(a) * norm(b));
            double distance = rest - 2 * roots.sum;
            if (roots.error <= Math.max(ROUNDING * traces, 100 * ROUNDING * distance)) return roots.sum;
        }
        return sumOfSingularValues(a, b);
    }

    private record Roots(double sum, double error) {}

    /**
     * {@code Σ λ^½}. An eigenvalue is right to a small multiple of rounding times the norm of the product, so its root loses
     * digits where it is small.
     */
    private static Roots roots(double[] eigenvalues, double norm) {
        double error =
                8 * Math.sqrt(eigenvalues.length) * Math.ulp(1.0) * norm; // as of sums of d terms in random order
        double sum = 0;
        double wrong = 0;
        for (double eigenvalue : eigenvalues) {
            double root = Math.sqrt(Math.max(0, eigenvalue));
            sum += root;
            wrong += error / Math.max(root, Math.sqrt(error));
        }
        return new Roots(sum, wrong);
    }

    /** Largest sum of magnitudes in a row: an upper bound of the largest eigenvalue. */
    private static double norm(double[][] symmetric) {
        double largest = 0;
        for (double[] row : symmetric) {
            double sum = 0;
            for (double value : row) sum += Math.abs(value);
            largest = Math.max(largest, sum);
        }
        return largest;
    }

    private static double sumOfSingularValues(double[][] a, double[][] b) {
        double[][] factorA = PivotedCholesky.factor(a);
        double[][] factorB = PivotedCholesky.factor(b);
        if (factorA.length == 0 || factorB.length == 0) return 0;
        return Arrays.stream(Lapack.singularValuesOfProduct(factorA, factorB)).sum();
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
