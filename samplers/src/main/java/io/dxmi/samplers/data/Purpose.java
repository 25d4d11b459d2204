package io.dxmi.samplers.data;

import java.util.SplittableRandom;

/** What random numbers are drawn for; each purpose has a stream of its own for every (seed, index). */
enum Purpose {
    BATCH(0x6a09e667f3bcc908L),
    HELD_OUT(0xbb67ae8584caa73bL),
    SPLIT(0x3c6ef372fe94f82bL),
    FLIP(0xa54ff53a5f1d36f1L);

    private final long tag;

    Purpose(long tag) {
        this.tag = tag;
    }

    /** A fresh stream that depends on nothing else: the whole state of a data source is the index it has reached. */
    SplittableRandom stream(long seed, long index) {
        return new SplittableRandom(mix(mix(seed ^ tag) + index));
    }

    /** A random order of 0 .. n-1. */
    int[] permutation(long seed, long index, int n) {
        SplittableRandom random = stream(seed, index);
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    /** Stafford's variant 13 of the 64-bit finaliser: every input bit reaches every output bit. */
    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
