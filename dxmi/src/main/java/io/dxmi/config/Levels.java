package io.dxmi.config;

import java.util.List;

/** Checks that several networks have in common. */
final class Levels {

    /** Units of a layer; above it a single matrix has more than 16 GiB. */
    static final int WIDEST = 65_536;

    /** Layers or blocks in a row. */
    static final int DEEPEST = 1_000;

    /** Sides of pictures are below 2^16 and halve from level to level. */
    private static final int MOST_LEVELS = 16;

    private static final int LARGEST_MULTIPLIER = 1_024;

    private Levels() {}

    /** An unmodifiable copy. @throws io.dxmi.samplers.UserError unless all are at least 1 */
    static List<Integer> check(List<Integer> multipliers) {
        Require.that(
                multipliers != null
                        && !multipliers.isEmpty()
                        && multipliers.size() <= MOST_LEVELS
                        && multipliers.stream().allMatch(m -> m != null && m >= 1 && m <= LARGEST_MULTIPLIER),
                "multipliers must be a list of 1 to " + MOST_LEVELS + " whole numbers within [1, " + LARGEST_MULTIPLIER
                        + "], got " + multipliers);
        return List.copyOf(multipliers);
    }

    /** An unmodifiable copy. @throws io.dxmi.samplers.UserError unless it is a list of numbers */
    static List<Integer> sides(List<Integer> attention) {
        Require.that(
                attention != null && attention.stream().allMatch(side -> side != null && side >= 1),
                "attention must be a list of whole numbers of at least 1, or [] for none, got " + attention);
        return List.copyOf(attention);
    }

    /** @throws io.dxmi.samplers.UserError unless it is a standard deviation of frequencies, radians per unit of the data */
    static void featureScale(double scale) {
        Require.above("feature_scale", scale, 0);
    }

    /** @throws io.dxmi.samplers.UserError unless they are residual blocks of a level */
    static void blocks(int blocks) {
        Require.count("blocks", blocks, 1, DEEPEST);
    }

    /** @throws io.dxmi.samplers.UserError unless they are sizes of an MLP */
    static void mlp(int width, int depth, int features) {
        Require.count("width", width, 1, WIDEST);
        Require.count("depth", depth, 1, DEEPEST);
        Require.count("features", features, 0, 4_096);
    }

    /** @throws io.dxmi.samplers.UserError unless group norms of 8 channels divide the width */
    static void conv(int width) {
        Require.that(width >= 8 && width % 8 == 0, "width must be a multiple of 8, got " + width);
        Require.count("width", width, 8, WIDEST);
    }

    /** @throws io.dxmi.samplers.UserError unless it is a multiple of {@code divisor} */
    static void width(int width, int divisor) {
        Require.count("width", width, divisor, WIDEST);
        Require.that(width % divisor == 0, "width must be a multiple of " + divisor + ", got " + width);
    }

    /** @throws io.dxmi.samplers.UserError unless group norms divide the width */
    static void groups(int groups, int width) {
        width(width, 4);
        Require.count("groups", groups, 1, WIDEST);
        Require.that(width % groups == 0, "groups must divide width = " + width + ", got " + groups);
    }
}
