package io.dxmi.detect.data;

import java.util.List;

/**
 * One thing to judge.
 *
 * @param name what people call it: a row's number or a file's path
 * @param category its product category, empty if there is only one
 * @param label 0 normal, 1 anomaly, {@link #UNKNOWN} if nobody says
 * @param values flat, of {@code shape}; NaN where a table's value is missing
 * @param shape (D) for a table's row or a vector, (C, H, W) for an image with values in [0, 1] or a map of features
 * @param mask (H, W) of the defect's pixels, or null if none is given
 * @param row what a table says of the sample, or null
 */
public record Sample(String name, String category, int label, float[] values, long[] shape, boolean[][] mask, Row row) {

    public static final int UNKNOWN = -1;

    /**
     * A row of a table.
     *
     * @param exact values in double precision, (D), NaN where missing
     * @param id what names the row, or null
     * @param unknown columns whose text the fit did not see
     */
    public record Row(double[] exact, String id, List<String> unknown) {}

    /** Something that is no row of a table. */
    public Sample(String name, String category, int label, float[] values, long[] shape, boolean[][] mask) {
        this(name, category, label, values, shape, mask, null);
    }

    /** Something without a label or a category. */
    public static Sample of(String name, float[] values, long... shape) {
        return new Sample(name, "", UNKNOWN, values, shape, null);
    }

    public boolean anomalous() {
        return label > 0;
    }
}
