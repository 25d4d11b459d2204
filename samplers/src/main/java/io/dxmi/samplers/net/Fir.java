package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;

/**
 * Resampling of images through the filter (1, 3, 3, 1) in both directions (Karras et al., 2019, StyleGAN2): the filter is a
 * 2x2 mean applied three times, so that a few poolings do.
 */
final class Fir {

    private Fir() {}

    /** To half the size: (B, C, H, W) with even H and W. */
    static <T> T halve(Ops<T> o, T x) {
        return o.avgPool2(o.blur2(o.blur2(o.pad(x, 1, 1))));
    }

    /** To twice the size; the nearest-neighbour copy is the first of the three means, times four. */
    static <T> T twice(Ops<T> o, T x) {
        return o.blur2(o.blur2(o.pad(o.upsample2(x), 1, 1)));
    }

    /** Filtered at the same scale, one pixel wider: what a 3x3 convolution of stride 2 without padding turns into half. */
    static <T> T wider(Ops<T> o, T x) {
        return o.blur2(o.blur2(o.blur2(o.pad(x, 2, 2))));
    }
}
