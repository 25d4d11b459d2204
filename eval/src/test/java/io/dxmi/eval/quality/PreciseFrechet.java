package io.dxmi.eval.quality;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * The squared Fréchet distance of two sets to 60 digits, straight from the features: with centred rows A and B the trace
 * of the root is the sum of the singular values of {@code A Bᵀ}, so no covariance is rounded on the way. Cyclic Jacobi;
 * for tests on small sets.
 */
final class PreciseFrechet {

    private static final MathContext DIGITS = new MathContext(80);
    private static final BigDecimal NEGLIGIBLE = new BigDecimal("1e-60");

    private PreciseFrechet() {}

    static double squared(double[][] a, double[][] b) {
        BigDecimal[][] centredA = exact(a);
        BigDecimal[][] centredB = exact(b);
        BigDecimal[] meanA = centre(centredA);
        BigDecimal[] meanB = centre(centredB);
        BigDecimal degreesA = BigDecimal.valueOf(a.length - 1);
        BigDecimal degreesB = BigDecimal.valueOf(b.length - 1);
        BigDecimal sum = BigDecimal.ZERO;
        for (int j = 0; j < meanA.length; j++) {
            BigDecimal difference = meanA[j].subtract(meanB[j]);
            sum = sum.add(difference.multiply(difference));
        }
        sum = sum.add(squares(centredA).divide(degreesA, DIGITS))
                .add(squares(centredB).divide(degreesB, DIGITS));
        BigDecimal[][] product = timesTransposed(centredA, centredB);
        BigDecimal roots = BigDecimal.ZERO;
        for (BigDecimal eigenvalue : eigenvalues(timesTransposed(product, product))) {
            if (eigenvalue.signum() > 0) roots = roots.add(eigenvalue.sqrt(DIGITS));
        }
        BigDecimal scale = degreesA.multiply(degreesB).sqrt(DIGITS);
        return sum.subtract(roots.divide(scale, DIGITS).multiply(BigDecimal.valueOf(2)))
                .doubleValue();
    }

    private static BigDecimal[][] exact(double[][] points) {
        BigDecimal[][] out = new BigDecimal[points.length][points[0].length];
        for (int i = 0; i < out.length; i++) {
            for (int j = 0; j < out[i].length; j++) out[i][j] = new BigDecimal(points[i][j]);
        }
        return out;
    }

    private static BigDecimal[] centre(BigDecimal[][] points) {
        BigDecimal[] mean = new BigDecimal[points[0].length];
        for (int j = 0; j < mean.length; j++) {
            BigDecimal sum = BigDecimal.ZERO;
            for (BigDecimal[] point : points) sum = sum.add(point[j]);
            mean[j] = sum.divide(BigDecimal.valueOf(points.length), DIGITS);
            for (BigDecimal[] point : points) point[j] = point[j].subtract(mean[j], DIGITS);
        }
        return mean;
    }

    private static BigDecimal squares(BigDecimal[][] points) {
        BigDecimal sum = BigDecimal.ZERO;
        for (BigDecimal[] point : points) {
            for (BigDecimal value : point) sum = sum.add(value.multiply(value), DIGITS);
        }
        return sum;
    }

    private static BigDecimal[][] timesTransposed(BigDecimal[][] a, BigDecimal[][] b) {
        BigDecimal[][] c = new BigDecimal[a.length][b.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < b.length; j++) {
                c[i][j] = BigDecimal.ZERO;
                for (int k = 0; k < a[i].length; k++) c[i][j] = c[i][j].add(a[i][k].multiply(b[j][k]), DIGITS);
            }
        }
        return c;
    }

    private static BigDecimal[] eigenvalues(BigDecimal[][] s) {
        int n = s.length;
        BigDecimal limit = BigDecimal.ZERO;
        for (int i = 0; i < n; i++) limit = limit.max(s[i][i]);
        limit = limit.multiply(NEGLIGIBLE);
        for (boolean rotated = true; rotated; ) {
            rotated = false;
            for (int p = 0; p < n; p++) {
                for (int q = p + 1; q < n; q++) {
                    if (s[p][q].abs().compareTo(limit) <= 0) continue;
                    rotate(s, p, q);
                    rotated = true;
                }
            }
        }
        BigDecimal[] values = new BigDecimal[n];
        for (int i = 0; i < n; i++) values[i] = s[i][i];
        return values;
    }

    private static void rotate(BigDecimal[][] s, int p, int q) {
        BigDecimal two = BigDecimal.valueOf(2);
        BigDecimal theta = s[q][q].subtract(s[p][p]).divide(s[p][q].multiply(two), DIGITS);
        BigDecimal root = theta.multiply(theta).add(BigDecimal.ONE).sqrt(DIGITS);
        BigDecimal tangent = BigDecimal.ONE.divide(theta.abs().add(root), DIGITS);
        if (theta.signum() < 0) tangent = tangent.negate();
        BigDecimal cosine = BigDecimal.ONE.divide(
                tangent.multiply(tangent).add(BigDecimal.ONE).sqrt(DIGITS), DIGITS);
        BigDecimal sine = tangent.multiply(cosine, DIGITS);
        for (int k = 0; k < s.length; k++) {
            BigDecimal kp = s[k][p];
            BigDecimal kq = s[k][q];
            s[k][p] = cosine.multiply(kp).subtract(sine.multiply(kq), DIGITS);
            s[k][q] = sine.multiply(kp).add(cosine.multiply(kq), DIGITS);
        }
        for (int k = 0; k < s.length; k++) {
            BigDecimal pk = s[p][k];
            BigDecimal qk = s[q][k];
            s[p][k] = cosine.multiply(pk).subtract(sine.multiply(qk), DIGITS);
            s[q][k] = sine.multiply(pk).add(cosine.multiply(qk), DIGITS);
        }
    }
}
