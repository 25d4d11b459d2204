package io.dxmi.bench;

import java.util.Arrays;

/** Mean distance to the five nearest training rows. */
final class Neighbours {

    private static final int COUNT = 5;

    private Neighbours() {}

    static double[] scores(float[][] training, float[][] rows) {
        float[][] columns = new float[training[0].length][training.length];
        for (int i = 0; i < training.length; i++) {
            for (int k = 0; k < columns.length; k++) columns[k][i] = training[i][k];
        }
        return Arrays.stream(rows).mapToDouble(row -> score(columns, row)).toArray();
    }

    private static double score(float[][] columns, float[] row) {
        float[] squares = new float[columns[0].length];
        for (int k = 0; k < row.length; k++) addSquares(squares, columns[k], row[k]);
        double[] nearest = new double[COUNT];
        Arrays.fill(nearest, Double.POSITIVE_INFINITY);
        for (float square : squares) {
            int at = COUNT;
            while (at > 0 && square < nearest[at - 1]) at--;
            if (at == COUNT) continue;
            System.arraycopy(nearest, at, nearest, at + 1, COUNT - 1 - at);
            nearest[at] = square;
        }
        return Arrays.stream(nearest).map(Math::sqrt).average().orElseThrow();
    }

    private static void addSquares(float[] squares, float[] column, float x) {
        for (int i = 0; i < squares.length; i++) {
            float difference = column[i] - x;
            squares[i] += difference * difference;
        }
    }
}
