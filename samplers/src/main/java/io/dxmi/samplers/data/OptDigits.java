package io.dxmi.samplers.data;

/**
 * 1,797 handwritten digits of 8 x 8 grey pixels.
 *
 * <p>The test part of "Optical Recognition of Handwritten Digits", E. Alpaydin and C. Kaynak, UCI Machine Learning
 * Repository (1998), CC BY 4.0.
 */
public final class OptDigits {

    private static final float INK = 16;

    private OptDigits() {}

    /** Samples of shape (1, 8, 8) in [-1, 1], -1 being paper; labels 0 to 9. */
    public static DataSet load() {
        DataSet raw = ShippedTable.read(OptDigits.class, "optdigits", "optdigits-8x8.csv.gz", 1, 8, 8);
        float[] scaled = new float[raw.values().length];
        for (int i = 0; i < scaled.length; i++) scaled[i] = raw.values()[i] / (INK / 2) - 1;
        return new DataSet(raw.name(), scaled, raw.sampleShape(), raw.labels());
    }
}
