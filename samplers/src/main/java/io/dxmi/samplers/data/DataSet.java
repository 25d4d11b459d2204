package io.dxmi.samplers.data;

import java.util.Arrays;

/**
 * Samples in memory. The arrays are shared, not copied, and nobody changes them.
 *
 * @param name shown to people
 * @param values (rows, sample shape)
 * @param sampleShape (D) for points, (C, H, W) for images
 * @param labels (rows), or empty if there are none
 */
public record DataSet(String name, float[] values, long[] sampleShape, int[] labels) {

    public DataSet {
        long dimensions = Arrays.stream(sampleShape).reduce(1, Math::multiplyExact);
        if (dimensions < 1 || values.length == 0 || values.length % dimensions != 0) {
            throw new IllegalArgumentException(
                    values.length + " values are not rows of shape " + Arrays.toString(sampleShape));
        }
        if (labels.length != 0 && labels.length != values.length / dimensions) {
            throw new IllegalArgumentException(labels.length + " labels for " + values.length / dimensions + " rows");
        }
    }

    /** Samples without labels. */
    public DataSet(String name, float[] values, long... sampleShape) {
        this(name, values, sampleShape, new int[0]);
    }

    public int rows() {
        return values.length / dimensions();
    }

    /** Numbers per sample. */
    public int dimensions() {
        return (int) Arrays.stream(sampleShape).reduce(1, (a, b) -> a * b);
    }

    public boolean labelled() {
        return labels.length != 0;
    }

    /** The given rows' values, (rows.length, sample shape). */
    public float[] gather(int[] rows) {
        int d = dimensions();
        float[] out = new float[Math.multiplyExact(rows.length, d)];
        for (int i = 0; i < rows.length; i++) System.arraycopy(values, rows[i] * d, out, i * d, d);
        return out;
    }

    /** The given rows with their labels, in that order. */
    public DataSet select(int[] rows) {
        int[] kept = labelled() ? Arrays.stream(rows).map(row -> labels[row]).toArray() : labels;
        return new DataSet(name, gather(rows), sampleShape, kept);
    }
}
