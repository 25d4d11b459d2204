package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.net.layer.Block;
import io.dxmi.samplers.net.layer.Conv2d;
import io.dxmi.samplers.net.layer.GroupNorm;
import io.dxmi.samplers.net.layer.Linear;
import io.dxmi.samplers.net.layer.UnaryLayer;

/**
 * A residual block of the DDPM U-Net (Ho et al., 2020, appendix B), initialised as there: the last convolution is zero at
 * first.
 */
final class DdpmResidual extends Block {

    private final int out;
    private final double dropout;
    private final GroupNorm norm1;
    private final Conv2d conv1;
    private final Linear time;
    private final GroupNorm norm2;
    private final Conv2d conv2;
    private final UnaryLayer skip;

    DdpmResidual(String name, int in, int out, DdpmTrunk trunk) {
        super(name);
        this.out = out;
        dropout = trunk.dropout();
        norm1 = add(trunk.norm("norm1", in));
        conv1 = add(new Conv2d("conv1", in, out, 3));
        time = add(new Linear("temb_proj", 4L * trunk.width(), out));
        norm2 = add(trunk.norm("norm2", out));
        conv2 = add(new Conv2d("conv2", out, out, 3).zero());
        skip = addIf(in != out, new Conv2d("nin_shortcut", in, out, 1));
    }

    /** x (B, in, H, W) and activated time features (B, 4 width) to (B, out, H, W). */
    <T> T of(Ops<T> o, Params<T> outer, T x, T e) {
        Params<T> p = own(outer);
        T h = conv1.of(o, p, o.silu(norm1.of(o, p, x)));
        h = o.addInPlace(h, o.reshape(time.of(o, p, e), -1, out, 1, 1));
        h = o.silu(norm2.of(o, p, h));
        h = conv2.of(o, p, dropout > 0 ? o.dropout(h, dropout) : h);
        return o.addInPlace(h, skip.of(o, p, x));
    }
}
