package io.dxmi.detect.feature;

import io.dxmi.detect.data.Sample;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.image.Filter;
import io.dxmi.samplers.image.Resize;
import java.util.Arrays;

/**
 * Images of any size and number of channels to square planes of one size.
 *
 * @param channels 1 or 3
 * @param size side in pixels
 */
public record Prepared(int channels, int size) {

    /** The rule by which a fit chooses: as an image is that stands for all, with sides of at most {@code most} pixels. */
    public static Prepared like(Sample first, int most) {
        long[] shape = first.shape();
        int longer = (int) Math.max(shape[1], shape[2]);
        int size = Math.min(most, longer);
        return new Prepared((int) shape[0], Math.max(8, size / 4 * 4));
    }

    /** (channels, size, size). @throws UserError if the sample is no image */
    public float[] of(Sample sample) {
        return planes(sample, size, size);
    }

    /** (channels, rows, columns). @throws UserError if the sample is no image */
    public float[] planes(Sample sample, int rows, int columns) {
        long[] shape = sample.shape();
        if (shape.length != 3 || (shape[0] != 1 && shape[0] != 3)) {
            throw new UserError(
                    sample.name() + ": expected an image of 1 or 3 channels, got shape " + Arrays.toString(shape));
        }
        int height = (int) shape[1];
        int width = (int) shape[2];
        int pixels = height * width;
        Resize resize = new Resize(rows, columns, Filter.BILINEAR);
        float[] out = new float[channels * rows * columns];
        for (int c = 0; c < channels; c++) {
            float[] plane = new float[pixels];
            if (shape[0] == channels) System.arraycopy(sample.values(), c * pixels, plane, 0, pixels);
            else if (shape[0] == 1) System.arraycopy(sample.values(), 0, plane, 0, pixels);
            else for (int i = 0; i < pixels; i++) plane[i] = grey(sample.values(), i, pixels);
            System.arraycopy(resize.of(plane, height, width), 0, out, c * rows * columns, rows * columns);
        }
        return out;
    }

    /** ITU-R 601-2. */
    private static float grey(float[] rgb, int i, int pixels) {
        return 0.299f * rgb[i] + 0.587f * rgb[pixels + i] + 0.114f * rgb[2 * pixels + i];
    }
}
