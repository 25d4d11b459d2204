package io.dxmi.eval.quality;

/** A vector at each point of the plane, such as a score at one noise level. */
@FunctionalInterface
public interface ScoreField {

    /** (n, 2) to (n, 2). */
    double[][] at(double[][] points);

    /** Root of the mean squared difference from another field, over points (n, 2). */
    default double differenceFrom(ScoreField other, double[][] points) {
        double[][] mine = at(points);
        double[][] its = other.at(points);
        double sum = 0;
        for (int i = 0; i < mine.length; i++) {
            for (int j = 0; j < 2; j++) sum += (mine[i][j] - its[i][j]) * (mine[i][j] - its[i][j]);
        }
        return Math.sqrt(sum / mine.length);
    }

    /**
     * The one-sided Lipschitz constant as far as the points tell: the largest eigenvalue, over the points (n, 2), of the symmetric
     * part of the Jacobian by central differences. The true constant is the least upper bound over the whole plane, so the points
     * have to include where the field is steepest.
     *
     * @param step of the differences, units of the points
     */
    default double steepest(double[][] points, double step) {
        double[][][] slopes = new double[2][][]; // by x and by y
        for (int j = 0; j < 2; j++) {
            double[][] up = at(moved(points, j, step));
            double[][] down = at(moved(points, j, -step));
            slopes[j] = new double[points.length][2];
            for (int i = 0; i < points.length; i++) {
                for (int k = 0; k < 2; k++) slopes[j][i][k] = (up[i][k] - down[i][k]) / (2 * step);
            }
        }
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < points.length; i++) {
            double xx = slopes[0][i][0];
            double yy = slopes[1][i][1];
            double xy = (slopes[0][i][1] + slopes[1][i][0]) / 2;
            most = Math.max(most, (xx + yy) / 2 + Math.hypot((xx - yy) / 2, xy));
        }
        return most;
    }

    private static double[][] moved(double[][] points, int axis, double step) {
        double[][] moved = new double[points.length][];
        for (int i = 0; i < points.length; i++) {
            moved[i] = points[i].clone();
            moved[i][axis] += step;
        }
        return moved;
    }
}
