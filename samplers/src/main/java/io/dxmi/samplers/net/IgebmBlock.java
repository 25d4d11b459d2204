package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.engine.Taps;
import java.util.ArrayList;
import java.util.List;

/**
 * A residual block of {@link Igebm}: two 3x3 convolutions around a skip, then 2x2 pooling where {@code down}. Pooling is
 * linear, so the skip is pooled before its convolution, and the second convolution pools by itself: the same function in
 * less than half of their multiplications.
 *
 * @param in channels of x
 * @param out channels of the result
 */
record IgebmBlock(int in, int out, boolean down, WeightNorm norm) {

    List<Parameter> parameters(String name, int classes) {
        boolean plain = classes == 0;
        List<Parameter> list = new ArrayList<>();
        list.addAll(plain ? norm.conv(name + ".conv1", in, out, 3) : norm.convWeight(name + ".conv1", in, out, 3));
        list.addAll(plain ? norm.conv(name + ".conv2", out, out, 3) : norm.convWeight(name + ".conv2", out, out, 3));
        if (!plain) list.add(embedding(name + ".class_embed.weight", classes));
        if (projects()) list.addAll(norm.convWeight(name + ".skip.0", in, out, 1));
        return list;
    }

    /** Both scales 1 and both shifts 0 at first: every class starts from the same function. */
    private Parameter embedding(String name, int classes) {
        int row = 4 * out;
        return new Parameter(name, new long[] {classes, row}, (random, count) -> {
            float[] values = new float[count];
            for (int i = 0; i < count; i++) values[i] = i % row < 2 * out ? 1 : 0;
            return values;
        });
    }

    private boolean projects() {
        return in != out || down;
    }

    <T> T of(Ops<T> o, Params<T> p, T x) {
        T a = o.conv2d(x, weight(o, p, "conv1", in), p.get("conv1.bias"), shape(in), 1, 1);
        return end(o, p, x, second(o, p, o.leakyReluOver(a, Igebm.SLOPE), p.get("conv2.bias")));
    }

    /** With scales and shifts of the class, int64 (B), instead of biases. */
    <T> T of(Ops<T> o, Params<T> p, T x, T label) {
        T row = o.rows(p.get("class_embed.weight"), label); // scale 1, scale 2, shift 1, shift 2
        T a = modulated(o, o.conv2d(x, weight(o, p, "conv1", in), shape(in), 1, 1), row, 0);
        return end(o, p, x, modulated(o, second(o, p, o.leakyReluOver(a, Igebm.SLOPE), null), row, 1));
    }

    /** The second convolution, with a bias or null, and the pooling behind it. */
    private <T> T second(Ops<T> o, Params<T> p, T h, T bias) {
        T small = weight(o, p, "conv2", out);
        T weight = down ? Taps.pooled(o, small, out, out) : small;
        long[] shape = down ? new long[] {out, out, 4, 4} : shape(out);
        int stride = down ? 2 : 1;
        return bias == null ? o.conv2d(h, weight, shape, stride, 1) : o.conv2d(h, weight, bias, shape, stride, 1);
    }

    private <T> T modulated(Ops<T> o, T u, T row, int which) {
        return o.add(o.mul(u, part(o, row, which)), part(o, row, which + 2));
    }

    private <T> T part(Ops<T> o, T row, long which) {
        return o.reshape(o.slice(row, 1, which * out, (which + 1) * out), -1, out, 1, 1);
    }

    private <T> T end(Ops<T> o, Params<T> p, T x, T b) {
        long[] one = {out, in, 1, 1};
        T small = down ? o.avgPool2(x) : x;
        T skip = projects() ? o.conv2d(small, norm.weight(o, p.in("skip.0"), one), one, 1, 0) : small;
        return o.leakyReluOver(o.addOver(b, skip), Igebm.SLOPE);
    }

    private <T> T weight(Ops<T> o, Params<T> p, String conv, long in) {
        return norm.weight(o, p.in(conv), shape(in));
    }

    private long[] shape(long in) {
        return new long[] {out, in, 3, 3};
    }
}
