package io.dxmi.samplers.image;

import io.dxmi.samplers.UserError;
import java.util.Arrays;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * What some pictures of a source are like.
 *
 * @param pictures those that were looked at and can be read, not empty
 * @param damages a line for each that was looked at and cannot be read
 */
public record PictureSurvey(List<PictureFile> pictures, List<String> damages) {

    /** Looked at, evenly over the source. */
    private static final int MOST = 32;

    /**
     * Looks at some pictures.
     *
     * @param source shown, with 16 used bits
     * @throws UserError if none of them can be read
     */
    public static PictureSurvey of(ImageSource source) {
        SkippedImages skipped = new SkippedImages();
        int looked = Math.min(MOST, source.count());
        int[] rows = IntStream.range(0, looked)
                .map(k -> (int) ((long) k * source.count() / looked))
                .toArray();
        IntStream each = Arrays.stream(rows);
        List<PictureFile> pictures = (source.readsInOrder() ? each : each.parallel())
                .mapToObj(i -> look(source, i, skipped))
                .filter(Objects::nonNull)
                .toList();
        if (pictures.isEmpty()) {
            throw new UserError(source.name() + ": none of " + looked + " pictures that were looked at can be read; "
                    + skipped.reasons().get(0));
        }
        return new PictureSurvey(pictures, skipped.reasons().stream().sorted().toList());
    }

    private static PictureFile look(ImageSource source, int i, SkippedImages skipped) {
        try {
            return source.look(i);
        } catch (UserError e) {
            skipped.met(e);
            return null;
        }
    }

    /** Number of pictures that were looked at. */
    public int looked() {
        return pictures.size() + damages.size();
    }

    /** Of the shorter sides, pixels. */
    public IntSummaryStatistics shorterSides() {
        return pictures.stream()
                .mapToInt(p -> Math.min(p.image().height(), p.image().width()))
                .summaryStatistics();
    }

    /** Half of the pictures have no longer shorter side, pixels. */
    public int medianSide() {
        return pictures.stream()
                .mapToInt(p -> Math.min(p.image().height(), p.image().width()))
                .sorted()
                .skip((pictures.size() - 1) / 2)
                .findFirst()
                .orElseThrow();
    }

    /** Whether all are squares of one size. */
    public boolean equalSquares() {
        Image first = pictures.get(0).image();
        return first.height() == first.width()
                && pictures.stream()
                        .allMatch(p -> p.image().height() == first.height()
                                && p.image().width() == first.width());
    }

    /** Whether all are squares, of any size. */
    public boolean squares() {
        return pictures.stream().allMatch(p -> p.image().height() == p.image().width());
    }

    /** Whether no picture has a colour, however it is stored. */
    public boolean grey() {
        return pictures.stream().allMatch(p -> isGrey(p.image()));
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
        return pictures.stream()
                .filter(p -> p.orientation() != Orientation.UPRIGHT)
                .count();
    }

    /** How many have transparent parts. */
    public long transparent() {
        return pictures.stream().filter(PictureFile::transparent).count();
    }

    /** Bits that are used of values stored in 16: the fewest of 10, 12 and 14 that hold all values; else 16. */
    public int usedBits() {
        int peak = pictures.stream().mapToInt(PictureFile::peak).max().orElse(0);
        if (peak == 0) return Reading.MOST_BITS;
        return IntStream.of(10, 12, 14)
                .filter(bits -> peak < 1 << bits)
                .findFirst()
                .orElse(Reading.MOST_BITS);
    }
}
