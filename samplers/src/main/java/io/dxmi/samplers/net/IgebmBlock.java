package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.engine.ResampledKernels;
import io.dxmi.samplers.net.layer.Block;
import io.dxmi.samplers.net.layer.Embedding;
import io.dxmi.samplers.net.layer.Learned;

/**
 * A residual block of {@link Igebm}: two 3x3 convolutions around a skip, then 2x2 pooling where {@code down}. Pooling is
 * linear, so the skip is pooled before its convolution, and the second convolution pools by itself: the same function in
 * less than half of their multiplications.
 */
abstract sealed class IgebmBlock extends Block {

    private final int in;
    private final int out;
    private final boolean down;
    private final WeightNorm norm;

    /** @param in channels of x */
    private IgebmBlock(String name, int in, int out, boolean down, WeightNorm norm) {
        super(name);
        this.in = in;
        this.out = out;
        this.down = down;
        this.norm = norm;
    }

    /** @param label class of each row, int64 (B); not read by a block without classes */
    abstract <T> T of(Ops<T> o, Params<T> outer, T x, T label);

    /** With biases. */
    static final class Plain extends IgebmBlock {

        private final NormedWeight conv1 = add(first());
        private final Learned bias1 = add(conv1.bias());
        private final NormedWeight conv2 = add(second());
        private final Learned bias2 = add(conv2.bias());
        private final NormedWeight skip = addSkip();

        Plain(String name, int in, int out, boolean down, WeightNorm norm) {
            super(name, in, out, down, norm);
        }

        @Override
        <T> T of(Ops<T> o, Params<T> outer, T x, T label) {
            Params<T> p = own(outer);
            T a = o.conv2d(x, conv1.of(o, p), bias1.of(p), conv1.shape(), 1, 1);
            return end(o, p, x, pooled(o, p, conv2, o.leakyReluInPlace(a, Igebm.SLOPE), bias2.of(p)), skip);
        }
    }

    /** With scales and shifts of the class instead of biases. */
    static final class OfClass extends IgebmBlock {

        private final int width;
        private final NormedWeight conv1 = add(first());
        private final NormedWeight conv2 = add(second());
        private final Embedding rows; // scale 1, scale 2, shift 1, shift 2
        private final NormedWeight skip;

        OfClass(String name, int in, int out, boolean down, WeightNorm norm, int classes) {
            super(name, in, out, down, norm);
            width = out;
            rows = add(new Embedding(table(classes, out)));
            skip = addSkip();
        }

        /** Both scales 1 and both shifts 0 at first: every class starts from the same function. */
        private static Parameter table(int classes, int width) {
            int row = 4 * width;
            return new Parameter("class_embed.weight", new long[] {classes, row}, (random, count) -> {
                float[] values = new float[count];
                for (int i = 0; i < count; i++) values[i] = i % row < 2 * width ? 1 : 0;
                return values;
            });
        }

        @Override
        <T> T of(Ops<T> o, Params<T> outer, T x, T label) {
            Params<T> p = own(outer);
            T row = rows.of(o, p, label);
            T a = modulated(o, o.conv2d(x, conv1.of(o, p), conv1.shape(), 1, 1), row, 0);
            T b = pooled(o, p, conv2, o.leakyReluInPlace(a, Igebm.SLOPE), null);
            return end(o, p, x, modulated(o, b, row, 1), skip);
        }

        private <T> T modulated(Ops<T> o, T u, T row, int which) {
            return o.add(o.mul(u, part(o, row, which)), part(o, row, which + 2));
        }

        private <T> T part(Ops<T> o, T row, long which) {
            return o.reshape(o.slice(row, 1, which * width, (which + 1) * width), -1, width, 1, 1);
        }
    }

    final NormedWeight first() {
        return new NormedWeight("conv1", norm, out, in, 3, 3);
    }

    final NormedWeight second() {
        return new NormedWeight("conv2", norm, out, out, 3, 3);
    }

    /** The projection of the skip; null for none. */
    final NormedWeight addSkip() {
        return in != out || down ? add(new NormedWeight("skip.0", norm, out, in, 1, 1)) : null;
    }

    /** The second convolution, with a bias or null, and the pooling behind it. */
    final <T> T pooled(Ops<T> o, Params<T> p, NormedWeight conv, T h, T bias) {
        T small = conv.of(o, p);
        T weight = down ? ResampledKernels.pooled(o, small, out, out) : small;
        long[] shape = down ? new long[] {out, out, 4, 4} : conv.shape();
        int stride = down ? 2 : 1;
        return bias == null ? o.conv2d(h, weight, shape, stride, 1) : o.conv2d(h, weight, bias, shape, stride, 1);
    }

    final <T> T end(Ops<T> o, Params<T> p, T x, T b, NormedWeight projection) {
        T small = down ? o.avgPool2(x) : x;
        T skip = projection == null ? small : o.conv2d(small, projection.of(o, p), projection.shape(), 1, 0);
        return o.leakyReluInPlace(o.addInPlace(b, skip), Igebm.SLOPE);
    }
}
