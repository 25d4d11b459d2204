package io.dxmi.samplers.image;

import java.util.Arrays;

/**
 * Antialiased resizing that equals Pillow's {@code Image.resize}: one pass along the rows, one along the columns. Bytes go
 * through Pillow's fixed-point arithmetic with 22 fractional bits and are rounded to bytes between the passes; floats
 * through double sums.
 */
public record Resize(int height, int width, Filter filter) implements ImageTransform {

    /** 32 bits less 8 of the pixel and 2 for sums of weights beyond 1. */
    private static final int BITS = 22;

    public Resize {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException("expected a size of at least 1 x 1, got " + height + " x " + width);
        }
    }

    @Override
    public Image of(Image in) {
        byte[] pixels = in.pixels();
        int c = in.channels();
        if (in.width() != width) {
            pixels = pass(pixels, in.height(), in.width(), width, c, FilterBank.of(in.width(), width, filter));
        }
        if (in.height() != height) {
            // A row is one long "pixel" of width * channels values.
            pixels = pass(pixels, 1, in.height(), height, width * c, FilterBank.of(in.height(), height, filter));
        }
        return new Image(height, width, c, pixels);
    }

    @Override
    public String description() {
        return filter.label() + " " + height + "x" + width + " (Pillow, 8 bits)";
    }

    /** {@code (outer, in, inner)} to {@code (outer, out, inner)}. */
    private static byte[] pass(byte[] pixels, int outer, int in, int out, int inner, FilterBank bank) {
        int[][] weights = bank.fixed(BITS);
        byte[] result = new byte[Math.multiplyExact(outer * out, inner)];
        int[] sums = new int[inner];
        for (int o = 0; o < outer; o++) {
            for (int i = 0; i < out; i++) {
                Arrays.fill(sums, 1 << (BITS - 1)); // a half, so that the shift rounds
                for (int k = 0; k < weights[i].length; k++) {
                    int from = (o * in + bank.first()[i] + k) * inner;
                    int w = weights[i][k];
                    for (int j = 0; j < inner; j++) sums[j] += (pixels[from + j] & 0xff) * w;
                }
                int to = (o * out + i) * inner;
                for (int j = 0; j < inner; j++) result[to + j] = (byte) Math.max(0, Math.min(255, sums[j] >> BITS));
            }
        }
        return result;
    }

    /**
     * One channel of floats, as Pillow's mode F.
     *
     * @param plane (rows, columns)
     * @return (height, width)
     */
    public float[] of(float[] plane, int rows, int columns) {
        float[] out = plane;
        if (columns != width) out = pass(out, rows, columns, width, 1, FilterBank.of(columns, width, filter));
        if (rows != height) out = pass(out, 1, rows, height, width, FilterBank.of(rows, height, filter));
        return out;
    }

    private static float[] pass(float[] values, int outer, int in, int out, int inner, FilterBank bank) {
        float[] result = new float[Math.multiplyExact(outer * out, inner)];
        double[] sums = new double[inner];
        for (int o = 0; o < outer; o++) {
            for (int i = 0; i < out; i++) {
                Arrays.fill(sums, 0);
                double[] weights = bank.weights()[i];
                for (int k = 0; k < weights.length; k++) {
                    int from = (o * in + bank.first()[i] + k) * inner;
                    for (int j = 0; j < inner; j++) sums[j] += values[from + j] * weights[k];
                }
                int to = (o * out + i) * inner;
                for (int j = 0; j < inner; j++) result[to + j] = (float) sums[j];
            }
        }
        return result;
    }
}
