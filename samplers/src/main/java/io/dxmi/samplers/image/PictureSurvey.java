package io.dxmi.samplers.image;

import io.dxmi.samplers.UserError;
import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What some pictures of a source are like. Their pixels are not kept.
 *
 * @param pictures those that were looked at and can be read, not empty
 * @param damages a line for each that was looked at and cannot be read
 */
public record PictureSurvey(List<Look> pictures, List<String> damages) {

    /**
     * What one picture is like.
     *
     * @param height of the picture as it is shown, pixels
     * @param width likewise
     * @param grey whether it has no colour, however it is stored
     * @param turned whether it is stored in another orientation than it is seen in
     * @param transparent whether a part of it is transparent
     * @param peak largest value that is stored in 16 bits; 0 if values are stored in 8 or fewer
     */
    public record Look(int height, int width, boolean grey, boolean turned, boolean transparent, int peak) {

        static Look of(PictureFile file) {
            Image image = file.image();
            boolean turned = file.orientation() != Orientation.UPRIGHT;
            return new Look(image.height(), image.width(), isGrey(image), turned, file.transparent(), file.peak());
        }

        int shorterSide() {
            return Math.min(height, width);
        }
    }

    /** Looked at, evenly over the source. */
    private static final int MOST = 32;

    /**
     * Looks at some pictures, one after the other, so that the memory holds one of them at a time.
     *
     * @param source shown, with 16 used bits
     * @throws UserError if none of them can be read
     */
    public static PictureSurvey of(ImageSource source) {
        SkippedImages skipped = new SkippedImages();
        int looked = Math.min(MOST, source.count());
        List<Look> pictures = new ArrayList<>();
        for (int k = 0; k < looked; k++) {
            try {
                pictures.add(Look.of(source.look((int) ((long) k * source.count() / looked))));
            } catch (UserError e) {
                skipped.met(e);
            }
        }
        if (pictures.isEmpty()) {
            throw new UserError(source.name() + ": none of " + looked + " pictures that were looked at can be read; "
                    + skipped.reasons().get(0));
        }
        return new PictureSurvey(
                List.copyOf(pictures), skipped.reasons().stream().sorted().toList());
    }

    /** Number of pictures that were looked at. */
    public int looked() {
        return pictures.size() + damages.size();
    }

    /** Of the shorter sides, pixels. */
    public IntSummaryStatistics shorterSides() {
        return pictures.stream().mapToInt(Look::shorterSide).summaryStatistics();
    }

    /** Half of the pictures have no longer shorter side, pixels. */
    public int medianSide() {
        return pictures.stream()
                .mapToInt(Look::shorterSide)
                .sorted()
                .skip((pictures.size() - 1) / 2)
                .findFirst()
                .orElseThrow();
    }

    /** Whether all are squares of one size. */
    public boolean equalSquares() {
        int side = pictures.get(0).height();
        return pictures.stream().allMatch(p -> p.height() == side && p.width() == side);
    }

    /** Whether all are squares, of any size. */
    public boolean squares() {
        return pictures.stream().allMatch(p -> p.height() == p.width());
    }

    /** Whether no picture has a colour, however it is stored. */
    public boolean grey() {
        return pictures.stream().allMatch(Look::grey);
    }

    private static boolean isGrey(Image image) {
        if (image.channels() == 1) return true;
        byte[] pixels = image.pixels();
        for (int i = 0; i < pixels.length; i += 3) {
            if (pixels[i] != pixels[i + 1] || pixels[i] != pixels[i + 2]) return false;
        }
        return true;
    }

    /** How many are stored in another orientation than they are seen in. */
    public long turned() {
        return pictures.stream().filter(Look::turned).count();
    }

    /** How many have transparent parts. */
    public long transparent() {
        return pictures.stream().filter(Look::transparent).count();
    }

    /** Bits that are used of values stored in 16: the fewest of 10, 12 and 14 that hold all values; else 16. */
    public int usedBits() {
        int peak = pictures.stream().mapToInt(Look::peak).max().orElse(0);
        if (peak == 0) return Reading.MOST_BITS;
        return IntStream.of(10, 12, 14)
                .filter(bits -> peak < 1 << bits)
                .findFirst()
                .orElse(Reading.MOST_BITS);
    }
}
