package io.dxmi.config;

import java.util.List;

/** What the U-Nets' sections have in common. */
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

    static void width(int width, int groups) {
        Require.atLeast("groups", groups, 1);
        Require.that(
                width >= 4 && width % 4 == 0 && width % groups == 0,
                "width must be a multiple of 4 and of " + groups + ", got " + width);
    }
}
