package io.dxmi.samplers.engine;

/** Seeds as pure functions of what they are for, so that a resumed run draws what the unbroken one would have drawn. */
public final class Seeds {

    private Seeds() {}

    /** SplitMix64's finaliser (Steele, Lea and Flood, 2014). */
    public static long mix(long z) {
        z += 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    public static long mix(long seed, long index) {
        return mix(mix(seed) ^ index);
    }

    public static long mix(long seed, String... purpose) {
        long z = mix(seed);
        for (String word : purpose) {
            for (int i = 0; i < word.length(); i++) z = mix(z ^ word.charAt(i));
            z = mix(z ^ 0xffffL);
        }
        return z;
    }

    /** The seed of a part of what {@code seed} seeds, for the same {@link NoiseGenerator}. */
    public static long ofPart(long seed, long part) {
        long mixed = mix(seed, part) >>> 1;
        return seed < 0 ? ~mixed : mixed;
    }
}
