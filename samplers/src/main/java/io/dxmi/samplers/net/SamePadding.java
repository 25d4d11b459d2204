package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;

/**
 * Zeros around an image as TensorFlow's padding "SAME" has them: as many as make {@code ceil(side / stride)} outputs, the odd one
 * at the bottom and right.
 *
 * @param before at the top and left
 * @param after at the bottom and right
 */
record SamePadding(int before, int after) {

    /** Of a square image. */
    static SamePadding of(int side, int kernel, int stride) {
        int total = Math.max((outputs(side, stride) - 1) * stride + kernel - side, 0);
        return new SamePadding(total / 2, total - total / 2);
    }

    static int outputs(int side, int stride) {
        return (side + stride - 1) / stride;
    }

    /** What a convolution adds itself: all of it, or nothing. */
    int within() {
        return before == after ? before : 0;
    }

    /** What a convolution cannot add. */
    <T> T around(Ops<T> o, T x) {
        return before == after ? x : o.pad(x, before, after);
    }
}
