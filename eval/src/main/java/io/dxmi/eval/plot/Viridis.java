package io.dxmi.eval.plot;

/** A dark violet to yellow colour map whose lightness rises evenly, read alike with every kind of colour vision. */
final class Viridis {

    // Eleven equally spaced colours of the published map; linear in between.
    private static final int[] STOPS = {
        0x440154, 0x482475, 0x414487, 0x355F8D, 0x2A788E, 0x21918C, 0x22A884, 0x44BF70, 0x7AD151, 0xBDDF26, 0xFDE725
    };

    private Viridis() {}

    /** The colour, as 0xRRGGBB, of {@code share}, which is clipped to 0 (dark) to 1 (light). */
    static int rgb(double share) {
        double place = Math.max(0, Math.min(1, share)) * (STOPS.length - 1);
        int below = Math.min((int) place, STOPS.length - 2);
        double rest = place - below;
        int rgb = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            int a = STOPS[below] >> shift & 255;
            int b = STOPS[below + 1] >> shift & 255;
            rgb |= (int) Math.round(a + rest * (b - a)) << shift;
        }
        return rgb;
    }
}
