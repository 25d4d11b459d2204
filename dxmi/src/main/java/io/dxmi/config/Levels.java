package io.dxmi.config;

import java.util.List;

/** Checks that several networks have in common. */
final class Levels {

    private Levels() {}

    /** An unmodifiable copy. @throws io.dxmi.samplers.UserError unless all are at least 1 */
    static List<Integer> check(List<Integer> multipliers) {
        Require.that(
                multipliers != null
                        && !multipliers.isEmpty()
                        && multipliers.stream().allMatch(m -> m != null && m >= 1),
                "multipliers must be a list of whole numbers of at least 1, got " + multipliers);
        return List.copyOf(multipliers);
    }

    /** @throws io.dxmi.samplers.UserError unless they are sizes of an MLP */
    static void mlp(int width, int depth, int features) {
        Require.atLeast("width", width, 1);
        Require.atLeast("depth", depth, 1);
        Require.atLeast("features", features, 0);
    }

    /** @throws io.dxmi.samplers.UserError unless group norms of 8 channels divide the width */
    static void conv(int width) {
        Require.that(width >= 8 && width % 8 == 0, "width must be a multiple of 8, got " + width);
    }

    static void width(int width, int groups) {
        Require.atLeast("groups", groups, 1);
        Require.that(
                width >= 4 && width % 4 == 0 && width % groups == 0,
                "width must be a multiple of 4 and of " + groups + ", got " + width);
    }
}
