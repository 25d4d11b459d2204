package io.dxmi.detect.pictures;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.image.Image;
import io.dxmi.samplers.image.ImageSources;
import io.dxmi.samplers.image.Reading;
import java.nio.file.Path;
import java.util.List;

/** The pixels of a defect, from mask files of any size, number of channels and values. */
final class MaskPixels {

    /** Values of 16 bits above 255 count as 255, so that 1 stays 1. */
    private static final Reading LOW_BITS = new Reading(false, 8);

    /** Up to this, values are numbers of classes and not shades. */
    private static final int MOST_NUMBERS = 31;

    /** A drawn mask has few values; more are those of a lossy format or of smoothed edges. */
    private static final int MOST_VALUES = 8;

    /** The part of the highest value that a lossy format may change a value by. */
    private static final int NEAR = 8;

    /** Of so many pixels of a lossy mask, one may have another value. */
    private static final int MOST_AWAY = 20;

    private MaskPixels() {}

    /**
     * The union of masks, at the size of their picture; a pixel is a defect where any pixel of a mask that covers it is.
     *
     * @throws UserError if a mask cannot be read, or has other proportions than its picture
     */
    static boolean[][] read(List<Path> masks, int height, int width, String picture) {
        boolean[][] out = new boolean[height][width];
        for (Path mask : masks) {
            Image image = ImageSources.picture(mask, LOW_BITS).image();
            requireProportions(mask, image, height, width, picture);
            add(image, out);
        }
        return out;
    }

    /**
     * Whether a picture is a mask by its values: a few of them, without a colour or with few; of a lossy format, nearly all
     * close to the lowest or the highest.
     */
    static boolean isMask(Image image) {
        if (values(image) <= MOST_VALUES) return true;
        int most = highest(image);
        int near = most / NEAR;
        long away = 0;
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                int value = value(image, y, x);
                if (value > near && (value < most - near || !isGrey(image, y, x, near))) away++;
            }
        }
        return away * MOST_AWAY <= (long) image.height() * image.width();
    }

    private static boolean isGrey(Image image, int y, int x, int near) {
        int value = value(image, y, x);
        for (int c = 0; c < image.channels(); c++) if (value - image.at(y, x, c) > near) return false;
        return true;
    }

    private static void add(Image mask, boolean[][] out) {
        int most = highest(mask);
        int threshold = most <= MOST_NUMBERS || values(mask) <= MOST_VALUES ? 0 : most / 2;
        int height = out.length;
        int width = out[0].length;
        for (int y = 0; y < mask.height(); y++) {
            for (int x = 0; x < mask.width(); x++) {
                if (value(mask, y, x) <= threshold) continue;
                int lastY = last(y, mask.height(), height);
                int lastX = last(x, mask.width(), width);
                for (int v = first(y, mask.height(), height); v <= lastY; v++) {
                    for (int u = first(x, mask.width(), width); u <= lastX; u++) out[v][u] = true;
                }
            }
        }
    }

    /** The first of {@code to} pixels that overlaps pixel {@code at} of {@code from}. */
    private static int first(int at, int from, int to) {
        return (int) ((long) at * to / from);
    }

    private static int last(int at, int from, int to) {
        return (int) (((long) (at + 1) * to - 1) / from);
    }

    private static int value(Image image, int y, int x) {
        int most = 0;
        for (int c = 0; c < image.channels(); c++) most = Math.max(most, image.at(y, x, c));
        return most;
    }

    private static int highest(Image image) {
        int most = 0;
        for (byte value : image.pixels()) most = Math.max(most, value & 0xff);
        return most;
    }

    /** How many different values there are. */
    private static int values(Image image) {
        boolean[] seen = new boolean[256];
        int count = 0;
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                int value = value(image, y, x);
                if (!seen[value]) count++;
                seen[value] = true;
            }
        }
        return count;
    }

    /** Sizes may differ by a pixel or by 2 % beyond a common factor. */
    private static void requireProportions(Path mask, Image found, int height, int width, String picture) {
        double expected = (double) found.width() * height / width;
        if (Math.abs(found.height() - expected) <= Math.max(1, 0.02 * expected)) return;
        throw new UserError(mask + " is " + found.height() + " x " + found.width() + ", but its image " + picture
                + " is " + height + " x " + width + "; expected the same proportions");
    }
}
