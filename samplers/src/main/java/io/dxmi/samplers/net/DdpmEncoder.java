package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import java.util.ArrayList;
import java.util.List;

/**
 * The way down of the DDPM U-Net with a head of {@code out} numbers, as a value that sees the time: x (B, channels, R, R),
 * time (B) to (B, out).
 *
 * @param out numbers per image
 */
public record DdpmEncoder(DdpmTrunk trunk, int out) implements TimeNetwork {

    /** The head's normalisation has another epsilon than the trunk's, in the checkpoints too. */
    private static final double HEAD_EPS = 1e-5;

    private int deepest() {
        return trunk.channelsAt(trunk.levels() - 1);
    }

    @Override
    public List<Parameter> parameters() {
        List<Parameter> list = new ArrayList<>(trunk.parameters());
        list.addAll(Parameter.norm("out.0", deepest()));
        list.addAll(Parameter.conv("out.3", deepest(), out, 1));
        return list;
    }

    @Override
    public <T> T of(Ops<T> o, Params<T> p, T x, T time) {
        T h = trunk.of(o, p, x, time).middle();
        h = o.silu(o.groupNorm(h, p.get("out.0.weight"), p.get("out.0.bias"), trunk.groups(), HEAD_EPS));
        // a 1x1 convolution of one pixel is a linear layer
        T weight = o.reshape(p.get("out.3.weight"), out, deepest());
        return o.linear(o.meanPixels(h), weight, p.get("out.3.bias"));
    }
}
