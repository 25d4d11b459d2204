package io.dxmi.samplers.data;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * From a on the first axis to the same a and 1 or -1 on another axis, each with probability 1/2; a is uniform on [-1, 1].
 *
 * @param across the other axis
 */
record TwoSides(int across) {

    void source(RandomGenerator random, float[] point) {
        point[0] = (float) (2 * random.nextDouble() - 1);
    }

    void target(RandomGenerator random, float[] point) {
        source(random, point);
        point[across] = random.nextBoolean() ? 1 : -1;
    }

    /** Half of the draws belong to each end: those that gain most by the upper one. */
    double distanceToLaw(float[] x, float[][] draws) {
        double[] gains = new double[draws.length];
        double lower = 0;
        for (int i = 0; i < gains.length; i++) {
            double down = squared(draws[i], x[0], -1);
            lower += down;
            gains[i] = squared(draws[i], x[0], 1) - down;
        }
        Arrays.sort(gains);
        return (lower + Arrays.stream(gains, 0, gains.length / 2).sum()) / gains.length;
    }

    private double squared(float[] y, double first, double side) {
        double sum = 0;
        for (int k = 0; k < y.length; k++) {
            double difference = y[k] - (k == 0 ? first : k == across ? side : 0);
            sum += difference * difference;
        }
        return sum;
    }
}
