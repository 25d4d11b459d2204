package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.net.layer.Block;
import io.dxmi.samplers.net.layer.Conv2d;
import io.dxmi.samplers.net.layer.Linear;
import java.util.List;

/**
 * A small convolutional network with one output for tiny images: two residual stages of two convolutions, each followed
 * by 2x2 pooling, then two linear layers. x (B, channels, size, size) to (B, 1).
 *
 * <p>No normalisation: an energy must be free to tell two images apart by their scale.
 *
 * @param size side of the image, a multiple of 4
 * @param width channels of the first stage; the second has twice as many
 */
public record ConvScalar(int channels, int size, int width) implements Network {

    private static final int HIDDEN = 64;
    private static final double SLOPE = 0.2;

    public ConvScalar {
        if (size < 4 || size % 4 != 0) throw new IllegalArgumentException("size must be a multiple of 4, got " + size);
    }

    private long flat() {
        return 2L * width * (size / 4) * (size / 4);
    }

    @Override
    public List<Parameter> parameters() {
        return new Body().parameters();
    }

    @Override
    public <T> T of(Ops<T> o, Params<T> p, T x) {
        return new Body().of(o, p, x, null, null);
    }

    /** The network, and how another can tell it more than the image. */
    final class Body extends Block {

        private final Stage stage1 = add(new Stage("stage1", channels, width));
        private final Stage stage2 = add(new Stage("stage2", width, 2 * width));
        private final Linear fc1 = add(new Linear("fc1", flat(), HIDDEN));
        private final Linear fc2 = add(new Linear("fc2", HIDDEN, 1));

        Body() {
            super("");
        }

        /** With features (B, width), (B, 2 width) added to the first convolution of each stage; null for none. */
        <T> T of(Ops<T> o, Params<T> p, T x, T shift1, T shift2) {
            T h = stage1.of(o, p, x, shift1);
            h = stage2.of(o, p, h, shift2);
            h = fc1.of(o, p, o.reshape(h, -1, flat()));
            return fc2.of(o, p, o.leakyRelu(h, SLOPE));
        }
    }

    private static final class Stage extends Block {

        private final int out;
        private final Conv2d conv1;
        private final Conv2d conv2;

        Stage(String name, int in, int out) {
            super(name);
            this.out = out;
            conv1 = add(new Conv2d("conv1", in, out, 3));
            conv2 = add(new Conv2d("conv2", out, out, 3));
        }

        <T> T of(Ops<T> o, Params<T> outer, T x, T shift) {
            Params<T> p = own(outer);
            T h = conv1.of(o, p, x);
            if (shift != null) h = o.add(h, o.reshape(shift, -1, out, 1, 1));
            h = o.leakyRelu(h, SLOPE);
            h = o.add(h, o.leakyRelu(conv2.of(o, p, h), SLOPE));
            return o.avgPool2(h);
        }
    }
}
