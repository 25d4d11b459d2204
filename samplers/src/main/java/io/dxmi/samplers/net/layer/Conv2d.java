package io.dxmi.samplers.net.layer;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import java.util.List;

/**
 * A convolution with zeros around: x (B, in, H, W) to (B, out, H', W').
 *
 * @param kernel side of the square window
 * @param padding rows and columns of zeros at each side
 * @param parameters weight (out, in, kernel, kernel), bias (out)
 */
public record Conv2d(String name, long in, long out, long kernel, int stride, int padding, List<Parameter> parameters)
        implements UnaryLayer {

    /** Keeps the size for an odd kernel; first values are uniform, as PyTorch's are. */
    public Conv2d(String name, long in, long out, long kernel) {
        this(
                name,
                in,
                out,
                kernel,
                1,
                (int) kernel / 2,
                List.of(
                        Parameter.uniform(name + ".weight", in * kernel * kernel, out, in, kernel, kernel),
                        Parameter.uniform(name + ".bias", in * kernel * kernel, out)));
    }

    /** The same with another stride and padding. */
    public Conv2d strided(int stride, int padding) {
        return new Conv2d(name, in, out, kernel, stride, padding, parameters);
    }

    /** The same with first values of zero. */
    public Conv2d zero() {
        List<Parameter> zeros = parameters.stream()
                .map(p -> Parameter.constant(p.name(), 0, p.shape()))
                .toList();
        return new Conv2d(name, in, out, kernel, stride, padding, zeros);
    }

    @Override
    public <T> T of(Ops<T> o, Params<T> p, T x) {
        return o.conv2d(x, weight(p), bias(p), shape(), stride, padding);
    }

    /** Of {@code x} upsampled by 2, for a 3x3 kernel that keeps the size. */
    public <T> T ofUpsampled(Ops<T> o, Params<T> p, T x) {
        return o.upsampleConv2d(x, weight(p), bias(p), shape());
    }

    public <T> T weight(Params<T> p) {
        return p.get(name + ".weight");
    }

    public <T> T bias(Params<T> p) {
        return p.get(name + ".bias");
    }

    private long[] shape() {
        return new long[] {out, in, kernel, kernel};
    }
}
