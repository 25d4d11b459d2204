package io.dxmi.detect.feature;

import io.dxmi.detect.data.Sample;
import io.dxmi.samplers.UserError;
import java.util.function.Function;

/**
 * A grid of tiles that an image of any size is cut into, side by side.
 *
 * @param rows of tiles
 * @param columns of tiles
 */
public record Tiles(int rows, int columns) {

    /** The whole image. */
    public static final Tiles ONE = new Tiles(1, 1);

    /** Less than this is no image. */
    private static final int SMALLEST = 8;

    /** Tiles of about a side in pixels, in images of the size of one that stands for all; one tile where {@code side} is 0. */
    public static Tiles of(Sample first, int side) {
        if (side == 0) return ONE;
        return new Tiles(number(first.shape()[1], side), number(first.shape()[2], side));
    }

    private static int number(long pixels, int side) {
        return (int) Math.max(1, Math.round((double) pixels / side));
    }

    /** One tile. @throws UserError if the sample is no image, or too small to be cut */
    public Sample cut(Sample image, int row, int column) {
        if (rows == 1 && columns == 1) return image;
        long[] shape = image.shape();
        if (shape.length != 3 || shape[1] < (long) SMALLEST * rows || shape[2] < (long) SMALLEST * columns) {
            throw new UserError(
                    image.name() + ": expected an image of at least " + SMALLEST * rows + " x " + SMALLEST * columns
                            + " pixels, since the model cuts images into " + rows + " x " + columns + " tiles");
        }
        int height = (int) shape[1];
        int width = (int) shape[2];
        int top = row * height / rows;
        int left = column * width / columns;
        int h = (row + 1) * height / rows - top;
        int w = (column + 1) * width / columns - left;
        int channels = (int) shape[0];
        float[] out = new float[channels * h * w];
        for (int c = 0; c < channels; c++) {
            for (int y = 0; y < h; y++) {
                System.arraycopy(image.values(), (c * height + top + y) * width + left, out, (c * h + y) * w, w);
            }
        }
        return Sample.of(image.name(), out, channels, h, w);
    }

    /** What each tile gives, one after the other. */
    public float[] each(Sample image, Function<Sample, float[]> work) {
        if (rows == 1 && columns == 1) return work.apply(image);
        float[][] parts = new float[rows * columns][];
        int total = 0;
        for (int i = 0; i < parts.length; i++) {
            parts[i] = work.apply(cut(image, i / columns, i % columns));
            total += parts[i].length;
        }
        float[] out = new float[total];
        int at = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, out, at, part.length);
            at += part.length;
        }
        return out;
    }

    /** An extractor of whole images for these tiles. */
    public Extractor extractor(Extractor tile) {
        return rows == 1 && columns == 1 ? tile : new TiledExtractor(this, tile);
    }
}
