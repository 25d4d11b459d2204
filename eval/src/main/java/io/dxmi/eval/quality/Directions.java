package io.dxmi.eval.quality;

import java.util.Random;

/** Directions to project points on. */
public final class Directions {

    private Directions() {}

    /**
     * {@code count} directions drawn uniformly from the unit sphere, {@code (count, d)}; the same seed gives the same
     * directions on every machine.
     */
    public static double[][] uniform(int count, int d, long seed) {
        if (count < 1 || d < 1) {
            throw new IllegalArgumentException("need at least one direction and dimension, got " + count + ", " + d);
        }
        Random random = new Random(seed);
        double[][] directions = new double[count][d];
        for (double[] direction : directions) {
            double square = 0;
            while (square < 1e-100) { // a draw this close to the origin has no reliable direction
                square = 0;
                for (int j = 0; j < d; j++) {
                    direction[j] = random.nextGaussian();
                    square += direction[j] * direction[j];
                }
            }
            double norm = Math.sqrt(square);
            for (int j = 0; j < d; j++) direction[j] /= norm;
        }
        return directions;
    }
}
