package io.dxmi.samplers.checkpoint.recognise;

import java.util.ArrayList;
import java.util.List;

/** Channels of levels in units of a network's width. */
final class Multipliers {

    private Multipliers() {}

    /** @throws IllegalArgumentException if one is not a multiple */
    static List<Integer> of(List<Integer> channels, int width) {
        List<Integer> multipliers = new ArrayList<>();
        for (int c : channels) {
            if (width < 1 || c < width || c % width != 0) {
                throw new IllegalArgumentException(
                        "its levels have " + channels + " channels, expected multiples of the width " + width);
            }
            multipliers.add(c / width);
        }
        return multipliers;
    }
}
