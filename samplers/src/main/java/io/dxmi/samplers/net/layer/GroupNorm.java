package io.dxmi.samplers.net.layer;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import java.util.List;

/**
 * Group normalisation (Wu and He, 2018) of images (B, channels, H, W), then a gain and a shift per channel, at first 1 and 0.
 *
 * @param eps added to the variance
 */
public record GroupNorm(String name, long channels, int groups, double eps) implements UnaryLayer {

    @Override
    public List<Parameter> parameters() {
        return List.of(
                Parameter.constant(name + ".weight", 1, channels), Parameter.constant(name + ".bias", 0, channels));
    }

    @Override
    public <T> T of(Ops<T> o, Params<T> p, T x) {
        return o.groupNorm(x, p.get(name + ".weight"), p.get(name + ".bias"), groups, eps);
    }
}
