package io.dxmi.bench.dictionary;

import io.dxmi.eval.anomaly.WeightedAuroc;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/**
 * Training digits that are no 9, and others to test with, of which the first are no 9 either and the rest are the 9s.
 *
 * @param train (N, 64), rows of sum 1
 * @param test (M, 64)
 * @param normal how many of them are no 9
 */
record Held(DMatrixRMaj train, DMatrixRMaj test, int normal) {

    private static final int NINE = 9;
    private static final int NEIGHBOURS = 5;

    static Held draw(Digits digits, int training, int normal, int nines, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] others = digits.shuffled(label -> label != NINE, random);
        int[] held = digits.shuffled(label -> label == NINE, random);
        int[] test = IntStream.concat(
                        Arrays.stream(others, training, training + normal),
                        Arrays.stream(held).limit(nines))
                .toArray();
        return new Held(digits.distributions(Arrays.copyOf(others, training)), digits.distributions(test), normal);
    }

    /** How well a score, (M), tells the 9s from the others, in [0, 1]. */
    double auroc(double[] score) {
        double[] normals = IntStream.range(0, score.length)
                .mapToDouble(i -> i < normal ? 1 : 0)
                .toArray();
        double[] nines = Arrays.stream(normals).map(w -> 1 - w).toArray();
        return WeightedAuroc.of(score, normals, nines);
    }

    /** Distances of a test digit to all training digits. */
    interface Distances {
        double[] of(int test);
    }

    /** The AUROC of the mean distance to the five nearest training digits. */
    double nearest(Distances distances) {
        return auroc(IntStream.range(0, test.numRows)
                .mapToDouble(i -> Arrays.stream(distances.of(i))
                        .sorted()
                        .limit(NEIGHBOURS)
                        .average()
                        .orElseThrow())
                .toArray());
    }

    /** With squared Euclidean distances of features, one row a digit. */
    double nearest(DMatrixRMaj ofTrain, DMatrixRMaj ofTest) {
        return nearest(i -> IntStream.range(0, ofTrain.numRows)
                .mapToDouble(j -> squared(ofTrain, j, ofTest, i))
                .toArray());
    }

    static double squared(DMatrixRMaj a, int i, DMatrixRMaj b, int j) {
        double sum = 0;
        for (int k = 0; k < a.numCols; k++) sum += Math.pow(a.get(i, k) - b.get(j, k), 2);
        return sum;
    }
}
