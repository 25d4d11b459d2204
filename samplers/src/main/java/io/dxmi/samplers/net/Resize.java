package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.net.layer.Conv2d;

/** A change of resolution by 2, without parameters. */
enum Resize {
    NONE,
    HALVE,
    DOUBLE;

    /** By means of pixels and copies of pixels. */
    <T> T of(Ops<T> o, T x) {
        return switch (this) {
            case NONE -> x;
            case HALVE -> o.avgPool2(x);
            case DOUBLE -> o.upsample2(x);
        };
    }

    /** The convolution, 3x3, of {@link #of}. */
    <T> T of(Ops<T> o, Params<T> p, T x, Conv2d conv) {
        return this == DOUBLE ? conv.ofUpsampled(o, p, x) : conv.of(o, p, of(o, x));
    }

    /** Through the filter (1, 3, 3, 1). */
    <T> T filtered(Ops<T> o, T x) {
        return switch (this) {
            case NONE -> x;
            case HALVE -> Fir.halve(o, x);
            case DOUBLE -> Fir.twice(o, x);
        };
    }
}
