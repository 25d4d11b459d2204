package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.net.layer.Block;
import io.dxmi.samplers.net.layer.Conv2d;
import io.dxmi.samplers.net.layer.GroupNorm;
import io.dxmi.samplers.net.layer.Linear;
import io.dxmi.samplers.net.layer.UnaryLayer;
import java.util.List;

/**
 * A two-level U-Net for tiny images (8x8 to 16x16, even sizes): x (B, channels, H, W), time (B) to x's shape.
 *
 * @param width channels of the upper level, a multiple of 8; the lower level has twice as many
 */
public record ConvDenoiser(int channels, int width) implements TimeNetwork {

    private static final int GROUPS = 8;

    public ConvDenoiser {
        if (width < GROUPS || width % GROUPS != 0) {
            throw new IllegalArgumentException("width must be a multiple of " + GROUPS + ", got " + width);
        }
    }

    private final class Layers extends Block {

        final Sinusoids sinusoids = new Sinusoids(width);
        final UnaryLayer time0 = add(sinusoids.layer("time.0", 4 * width));
        final Linear time1 = add(new Linear("time.1", 4L * width, 4L * width));
        final Conv2d stem = add(new Conv2d("stem", channels, width, 3));
        final Residual down = add(new Residual("down", width, width, 4 * width));
        final Residual middle0 = add(new Residual("middle.0", width, 2 * width, 4 * width));
        final Residual middle1 = add(new Residual("middle.1", 2 * width, 2 * width, 4 * width));
        final Residual up = add(new Residual("up", 3 * width, width, 4 * width));
        final GroupNorm norm = add(norm("norm", width));
        final Conv2d out = add(new Conv2d("out", width, channels, 3));

        Layers() {
            super("");
        }
    }

    private static GroupNorm norm(String name, int channels) {
        return new GroupNorm(name, channels, GROUPS, 1e-6);
    }

    @Override
    public List<Parameter> parameters() {
        return new Layers().parameters();
    }

    @Override
    public <T> T of(Ops<T> o, Params<T> p, T x, T time) {
        Layers layers = new Layers();
        T e = o.silu(layers.time0.of(o, p, layers.sinusoids.shared(o, time)));
        e = o.silu(layers.time1.of(o, p, e));
        T top = layers.down.of(o, p, layers.stem.of(o, p, x), e);
        T low = layers.middle0.of(o, p, o.avgPool2(top), e);
        low = layers.middle1.of(o, p, low, e);
        T joined = o.concat(List.of(o.upsample2(low), top), 1);
        T h = layers.up.of(o, p, joined, e);
        return layers.out.of(o, p, o.silu(layers.norm.of(o, p, h)));
    }

    private static final class Residual extends Block {

        private final int out;
        private final GroupNorm norm1;
        private final Conv2d conv1;
        private final Linear time;
        private final GroupNorm norm2;
        private final Conv2d conv2;
        private final UnaryLayer skip;

        Residual(String name, int in, int out, int embedding) {
            super(name);
            this.out = out;
            norm1 = add(norm("norm1", in));
            conv1 = add(new Conv2d("conv1", in, out, 3));
            time = add(new Linear("time", embedding, out));
            norm2 = add(norm("norm2", out));
            conv2 = add(new Conv2d("conv2", out, out, 3));
            skip = addIf(in != out, new Conv2d("skip", in, out, 1));
        }

        /** @param e activated features of the time (B, embedding) */
        <T> T of(Ops<T> o, Params<T> outer, T x, T e) {
            Params<T> p = own(outer);
            T h = conv1.of(o, p, o.silu(norm1.of(o, p, x)));
            h = o.add(h, o.reshape(time.of(o, p, e), -1, out, 1, 1));
            h = conv2.of(o, p, o.silu(norm2.of(o, p, h)));
            return o.add(skip.of(o, p, x), h);
        }
    }
}
