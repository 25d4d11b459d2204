package io.dxmi.detect.data;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The image that stands for all where a fit chooses channels and size: one is looked at here and there over the samples, and the
 * channels are those of most. Its size is that of most; where no size has the majority, that in the middle.
 *
 * @param index of the first image like this among those looked at
 * @param mixed what to say where others differ; empty if they do not
 */
public record UsualImage(int index, Optional<String> mixed) {

    /** Looked at, evenly over the samples. */
    private static final int MOST = 50;

    private record Look(int index, long channels, long height, long width) {

        long longer() {
            return Math.max(height, width);
        }

        boolean isLike(Look other) {
            return channels == other.channels && height == other.height && width == other.width;
        }
    }

    /**
     * Chooses.
     *
     * @param samples images
     * @param side to which larger images are scaled down
     */
    public static UsualImage of(Samples samples, int side) {
        int looked = Math.min(MOST, samples.size());
        List<Look> looks = new ArrayList<>();
        for (int k = 0; k < looked; k++) {
            int i = (int) ((long) k * samples.size() / looked);
            long[] shape = samples.shape(i);
            looks.add(new Look(i, shape[0], shape[1], shape[2]));
        }
        long coloured = looks.stream().filter(look -> look.channels() > 1).count();
        boolean colour = 2 * coloured >= looked;
        List<Look> usual = looks.stream()
                .filter(look -> look.channels() > 1 == colour)
                .sorted(Comparator.comparingLong(Look::longer)
                        .thenComparingLong(Look::height)
                        .thenComparingLong(Look::width))
                .toList();
        Look middle = usual.get(usual.size() / 2);
        Look first = looks.stream().filter(middle::isLike).findFirst().orElseThrow();
        return new UsualImage(first.index(), mixed(looks, coloured, colour, middle, side));
    }

    private static Optional<String> mixed(List<Look> looks, long coloured, boolean colour, Look middle, int side) {
        List<String> said = new ArrayList<>();
        if (coloured > 0 && coloured < looks.size()) {
            said.add(coloured + " in colour and " + (looks.size() - coloured) + " grey, the model takes "
                    + (colour ? "colour" : "grey"));
        }
        long scaled = Math.min(side, middle.longer());
        List<Look> others = looks.stream()
                .filter(look -> Math.min(side, look.longer()) != scaled)
                .toList();
        if (!others.isEmpty()) {
            Look other = others.get(0);
            said.add(others.size() + " of another size, such as " + other.height() + " x " + other.width()
                    + ", the model takes " + middle.height() + " x " + middle.width());
        }
        if (said.isEmpty()) return Optional.empty();
        return Optional.of("of " + looks.size() + " images that were looked at: " + String.join("; ", said));
    }
}
