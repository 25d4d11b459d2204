package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import java.util.ArrayList;
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

    @Override
    public List<Parameter> parameters() {
        List<Parameter> list = new ArrayList<>();
        list.addAll(Parameter.conv("stage1.conv1", channels, width, 3));
        list.addAll(Parameter.conv("stage1.conv2", width, width, 3));
        list.addAll(Parameter.conv("stage2.conv1", width, 2L * width, 3));
        list.addAll(Parameter.conv("stage2.conv2", 2L * width, 2L * width, 3));
        list.addAll(Parameter.linear("fc1", flat(), HIDDEN));
        list.addAll(Parameter.linear("fc2", HIDDEN, 1));
        return list;
    }

    private long flat() {
        return 2L * width * (size / 4) * (size / 4);
    }

    @Override
    public <T> T of(Ops<T> o, Params<T> p, T x) {
        return of(o, p, x, List.of());
    }

    /** The same network with a feature vector (B, width), (B, 2 width) added to the first convolution of each stage. */
    <T> T of(Ops<T> o, Params<T> p, T x, List<T> shifts) {
        T h = stage(o, p.in("stage1"), x, channels, width, shifts.isEmpty() ? null : shifts.get(0));
        h = stage(o, p.in("stage2"), h, width, 2 * width, shifts.isEmpty() ? null : shifts.get(1));
        h = o.linear(o.reshape(h, -1, flat()), p.get("fc1.weight"), p.get("fc1.bias"));
        return o.linear(o.leakyRelu(h, SLOPE), p.get("fc2.weight"), p.get("fc2.bias"));
    }

    private static <T> T stage(Ops<T> o, Params<T> p, T x, int in, int out, T shift) {
        T h = conv(o, p.in("conv1"), x, in, out);
        if (shift != null) h = o.add(h, o.reshape(shift, -1, out, 1, 1));
        h = o.leakyRelu(h, SLOPE);
        h = o.add(h, o.leakyRelu(conv(o, p.in("conv2"), h, out, out), SLOPE));
        return o.avgPool2(h);
    }

    private static <T> T conv(Ops<T> o, Params<T> p, T x, long in, long out) {
        return o.conv2d(x, p.get("weight"), p.get("bias"), new long[] {out, in, 3, 3}, 1, 1);
    }
}
