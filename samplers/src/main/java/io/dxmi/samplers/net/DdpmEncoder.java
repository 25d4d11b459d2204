package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.net.layer.Block;
import io.dxmi.samplers.net.layer.Conv2d;
import io.dxmi.samplers.net.layer.GroupNorm;
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

    private final class Layers extends Block {

        final DdpmTrunk.Body body = add(trunk.new Body());
        final GroupNorm norm = add(new GroupNorm("out.0", deepest(), trunk.groups(), HEAD_EPS));
        final Conv2d head = add(new Conv2d("out.3", deepest(), out, 1));

        Layers() {
            super("");
        }
    }

    @Override
    public List<Parameter> parameters() {
        return new Layers().parameters();
    }

    @Override
    public <T> T of(Ops<T> o, Params<T> p, T x, T time) {
        Layers layers = new Layers();
        T middle = layers.body.of(o, p, x, time).middle();
        T h = o.silu(layers.norm.of(o, p, middle));
        // a 1x1 convolution of one pixel is a linear layer
        T weight = o.reshape(layers.head.weight(p), out, deepest());
        return o.exactly(() -> o.linear(o.meanPixels(h), weight, layers.head.bias(p)));
    }
}
