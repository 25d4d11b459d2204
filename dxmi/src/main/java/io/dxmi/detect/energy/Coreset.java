package io.dxmi.detect.energy;

import io.dxmi.samplers.engine.Seeds;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Few points that leave none of many far away: the farthest from those chosen is chosen next (Gonzalez, 1985). */
public final class Coreset {

    private Coreset() {}

    /**
     * The numbers of the chosen points, in the order of their choice.
     *
     * @param rows (n, d); all of them are chosen if there are no more than {@code most}
     */
    public static int[] of(float[] rows, int d, int most, long seed) {
        int n = rows.length / d;
        if (n <= most) return IntStream.range(0, n).toArray();
        float[] columns = new float[rows.length];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < d; k++) columns[k * n + i] = rows[i * d + k];
        }
        float[] nearest = new float[n];
        Arrays.fill(nearest, Float.POSITIVE_INFINITY);
        float[] squares = new float[n];
        int[] out = new int[most];
        int next = new SplittableRandom(Seeds.mix(seed, "coreset")).nextInt(n);
        for (int m = 0; m < most; m++) {
            out[m] = next;
            Arrays.fill(squares, 0);
            for (int k = 0; k < d; k++) addSquares(squares, columns, k * n, rows[next * d + k]);
            next = 0;
            for (int i = 0; i < n; i++) {
                nearest[i] = Math.min(nearest[i], squares[i]);
                if (nearest[i] > nearest[next]) next = i;
            }
        }
        return out;
    }

    private static void addSquares(float[] squares, float[] columns, int offset, float x) {
        for (int i = 0; i < squares.length; i++) {
            float difference = columns[offset + i] - x;
            squares[i] += difference * difference;
        }
    }
}
