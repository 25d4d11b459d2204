package io.dxmi.samplers.image;

import io.dxmi.samplers.UserError;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Pictures of one size, decoded into memory.
 *
 * @param pixels (n, height, width, channels), unsigned bytes
 * @param labels (n), or empty if there are none
 */
public record ImageStack(int height, int width, int channels, byte[] pixels, int[] labels) {

    /**
     * Reads all pictures of a source, on all cores.
     *
     * @param transform applied to each
     * @param corrupt what happens to those that cannot be read
     * @throws UserError if sizes or kinds differ, no picture is left, or they need more than 2 GiB
     */
    public static ImageStack read(ImageSource source, ImageTransform transform, CorruptImages corrupt) {
        Image[] images = new Image[source.count()];
        IntStream.range(0, images.length)
                .parallel()
                .forEach(i -> images[i] = loadOrSkip(source, i, transform, corrupt));
        int[] kept =
                IntStream.range(0, images.length).filter(i -> images[i] != null).toArray();
        if (kept.length == 0) throw new UserError(source.name() + ": none of " + images.length + " images can be read");
        Image first = images[kept[0]];
        long size = (long) first.pixels().length * kept.length;
        if (size > Integer.MAX_VALUE - 8) {
            throw new UserError(source.name() + ": " + kept.length + " images of " + first.size() + " need " + size
                    + " bytes, at most 2 GiB can be held in memory");
        }
        byte[] pixels = new byte[(int) size];
        for (int k = 0; k < kept.length; k++) {
            Image image = Objects.requireNonNull(images[kept[k]]);
            if (!image.size().equals(first.size())) {
                throw new UserError(source.name(kept[k]) + ": is " + image.size() + ", but " + source.name(kept[0])
                        + " is " + first.size() + "; give a size to resize to");
            }
            System.arraycopy(image.pixels(), 0, pixels, k * image.pixels().length, image.pixels().length);
        }
        int[] all = source.labels();
        int[] labels =
                all.length == 0 ? all : Arrays.stream(kept).map(i -> all[i]).toArray();
        return new ImageStack(first.height(), first.width(), first.channels(), pixels, labels);
    }

    private static Image loadOrSkip(ImageSource source, int i, ImageTransform transform, CorruptImages corrupt) {
        try {
            return transform.of(source.load(i));
        } catch (UserError e) {
            corrupt.met(e);
            return null;
        }
    }

    public int count() {
        return pixels.length / (height * width * channels);
    }

    /** A copy of picture {@code i}. */
    public Image image(int i) {
        int size = height * width * channels;
        return new Image(height, width, channels, Arrays.copyOfRange(pixels, i * size, (i + 1) * size));
    }
}
