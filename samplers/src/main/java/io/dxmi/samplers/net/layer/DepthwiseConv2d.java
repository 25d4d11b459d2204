package io.dxmi.samplers.net.layer;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import java.util.List;

/**
 * A convolution of each channel by itself, with zeros around: x (B, channels, H, W) to (B, channels, H', W').
 *
 * @param kernel side of the square window
 * @param padding rows and columns of zeros at each side
 */
public record DepthwiseConv2d(String name, long channels, long kernel, int stride, int padding) implements UnaryLayer {

    @Override
    public List<Parameter> parameters() {
        return List.of(
                Parameter.uniform(name + ".weight", kernel * kernel, shape()),
                Parameter.uniform(name + ".bias", kernel * kernel, channels));
    }

    @Override
    public <T> T of(Ops<T> o, Params<T> p, T x) {
        return o.depthwiseConv2d(x, p.get(name + ".weight"), p.get(name + ".bias"), shape(), stride, padding);
    }

    private long[] shape() {
        return new long[] {channels, 1, kernel, kernel};
    }
}
