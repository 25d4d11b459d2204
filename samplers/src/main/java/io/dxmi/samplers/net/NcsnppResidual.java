package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.net.layer.Block;
import io.dxmi.samplers.net.layer.Conv2d;
import io.dxmi.samplers.net.layer.GroupNorm;
import io.dxmi.samplers.net.layer.Layer;
import io.dxmi.samplers.net.layer.Linear;
import io.dxmi.samplers.net.layer.UnaryLayer;
import java.util.List;

/** A residual block of {@link NcsnppGenerator} whose normalisations take gain and shift from the random vector. */
final class NcsnppResidual extends Block {

    private final int out;
    private final Resize resize;
    private final boolean rescaled;
    private final Norm norm1;
    private final Conv2d conv1;
    private final Linear time;
    private final Norm norm2;
    private final Conv2d conv2;
    private final UnaryLayer skip;

    /** @param resize inside the block, on both paths */
    NcsnppResidual(String name, int in, int out, Resize resize, NcsnppGenerator network) {
        super(name);
        this.out = out;
        this.resize = resize;
        rescaled = network.options().rescaled();
        int latent = network.latentWidth();
        norm1 = add(new Styled("GroupNorm_0", in, latent));
        conv1 = add(new Conv2d("Conv_0", in, out, 3));
        time = add(new Linear("Dense_0", 4L * network.width(), out));
        norm2 = add(
                network.options().adaptive() == 2
                        ? new Styled("GroupNorm_1", out, latent)
                        : new Plain(NcsnppGenerator.norm("GroupNorm_1", out)));
        conv2 = add(new Conv2d("Conv_1", out, out, 3).zero());
        skip = addIf(in != out || resize != Resize.NONE, new Conv2d("Conv_2", in, out, 1));
    }

    /** x (B, in, H, W), features of the time (B, 4 width) and of the random vector to (B, out, H', W'). */
    <T> T of(Ops<T> o, Params<T> outer, T x, T e, T z) {
        Params<T> p = own(outer);
        T h = resize.filtered(o, o.silu(norm1.of(o, p, x, z)));
        h = conv1.of(o, p, h);
        h = o.add(h, o.reshape(time.of(o, p, e), -1, out, 1, 1));
        h = o.silu(norm2.of(o, p, h, z));
        h = conv2.of(o, p, h);
        return NcsnppGenerator.sum(o, skip.of(o, p, resize.filtered(o, x)), h, rescaled);
    }

    /** A normalisation that may read the features z of the random vector. */
    private interface Norm extends Layer {
        <T> T of(Ops<T> o, Params<T> p, T x, T z);
    }

    /** Does not read z. */
    private record Plain(GroupNorm norm) implements Norm {
        @Override
        public List<Parameter> parameters() {
            return norm.parameters();
        }

        @Override
        public <T> T of(Ops<T> o, Params<T> p, T x, T z) {
            return norm.of(o, p, x);
        }
    }

    /** Gain and shift are linear in z; at first the bias makes them 1 and 0. */
    private static final class Styled extends Block implements Norm {

        private final int channels;
        private final Linear style;

        Styled(String name, int channels, int latent) {
            super(name);
            this.channels = channels;
            Parameter weight = Parameter.uniform("style.weight", latent, 2L * channels, latent);
            Parameter bias = new Parameter("style.bias", new long[] {2L * channels}, (random, count) -> {
                float[] values = new float[count];
                for (int i = 0; i < channels; i++) values[i] = 1;
                return values;
            });
            style = add(new Linear("style", List.of(weight, bias)));
        }

        @Override
        public <T> T of(Ops<T> o, Params<T> p, T x, T z) {
            T row = style.of(o, own(p), z);
            T gain = o.reshape(o.slice(row, 1, 0, channels), -1, channels, 1, 1);
            T shift = o.reshape(o.slice(row, 1, channels, 2L * channels), -1, channels, 1, 1);
            T unit = o.groupNorm(x, NcsnppGenerator.groups(channels), NcsnppGenerator.EPS);
            return o.add(o.mul(gain, unit), shift);
        }
    }
}
