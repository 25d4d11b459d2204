package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.net.AdmPart.Resize;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The generator of a denoising diffusion GAN (Xiao et al., 2022): an NCSN++ U-Net (Song et al., 2021) that guesses the clean
 * image from x (B, channels, R, R), the whole time (B) and a random vector z (B, latent).
 *
 * @param channels of the images
 * @param resolution R
 * @param width channels of the stem
 * @param multipliers channels of each level in units of {@code width}, the finest first
 * @param blocks residual blocks per level
 * @param attention resolutions with attention
 * @param latent length of z
 * @param latentWidth width of z's features
 * @param latentDepth hidden layers between z and its features
 * @param options what variants of the network do differently
 */
public record NcsnppGenerator(
        int channels,
        int resolution,
        int width,
        List<Integer> multipliers,
        int blocks,
        List<Integer> attention,
        int latent,
        int latentWidth,
        int latentDepth,
        Options options)
        implements StepNetwork {

    /** How the image itself is led past the levels. */
    public enum Pyramid {
        NONE,
        /** Halved images are projected and added to the features on the way down; results add up on the way up. */
        SKIP,
        /** On the way down only: halved by convolutions, each level's features added. */
        RESIDUAL
    }

    /**
     * Variants.
     *
     * @param input pyramid on the way down
     * @param output pyramid on the way up: none or skip
     * @param adaptive how many of a block's two normalisations read z: 1 or 2
     * @param rescaled whether sums are divided by sqrt 2
     * @param bounded whether the result goes through tanh
     */
    public record Options(Pyramid input, Pyramid output, int adaptive, boolean rescaled, boolean bounded) {

        /** As published for CIFAR-10. */
        public static final Options PUBLISHED = new Options(Pyramid.RESIDUAL, Pyramid.NONE, 2, true, true);

        public Options {
            if (output == Pyramid.RESIDUAL) {
                throw new IllegalArgumentException("a residual pyramid on the way up is not there");
            }
            if (adaptive < 1 || adaptive > 2) {
                throw new IllegalArgumentException("1 or 2 normalisations can read z, got " + adaptive);
            }
        }
    }

    /** The CIFAR-10 generator. */
    public static NcsnppGenerator cifar10() {
        return new NcsnppGenerator(3, 32, 128, List.of(1, 2, 2, 2), 2, List.of(16), 100, 256, 4, Options.PUBLISHED);
    }

    public NcsnppGenerator {
        multipliers = List.copyOf(multipliers);
        attention = List.copyOf(attention);
        if (multipliers.isEmpty() || resolution % (1 << (multipliers.size() - 1)) != 0) {
            throw new IllegalArgumentException(
                    "resolution " + resolution + " cannot be halved between each of " + multipliers.size() + " levels");
        }
        if (width < 4 || width % 4 != 0) {
            throw new IllegalArgumentException("width must be a multiple of 4, got " + width);
        }
    }

    private int levels() {
        return multipliers.size();
    }

    private boolean attendsAt(int level) {
        return attention.contains(resolution >> level);
    }

    private NcsnppPart residual(int in, int out, Resize resize) {
        return new NcsnppPart.Residual(in, out, resize, 4 * width, latentWidth, options.adaptive(), options.rescaled());
    }

    private NcsnppPart attention(int channels, int level) {
        return new NcsnppPart.Attention(channels, resolution >> level, options.rescaled());
    }

    /** The layers after the two of the time features, in the order of the checkpoint. */
    private List<NcsnppPart> parts() {
        List<NcsnppPart> parts = new ArrayList<>();
        parts.add(new NcsnppPart.Conv(channels, width, false));
        List<Integer> skips = new ArrayList<>(List.of(width));
        int now = width;
        int pyramid = channels;
        for (int level = 0; level < levels(); level++) {
            int out = width * multipliers.get(level);
            for (int b = 0; b < blocks; b++) {
                parts.add(residual(now, out, Resize.NONE));
                if (attendsAt(level)) parts.add(attention(out, level));
                now = out;
                skips.add(now);
            }
            if (level + 1 == levels()) break;
            parts.add(residual(now, now, Resize.HALVE));
            switch (options.input()) {
                case NONE -> {}
                case SKIP -> parts.add(new NcsnppPart.Combine(channels, now));
                case RESIDUAL -> {
                    parts.add(new NcsnppPart.PyramidDown(pyramid, now));
                    pyramid = now;
                }
            }
            skips.add(now);
        }
        parts.add(residual(now, now, Resize.NONE));
        parts.add(attention(now, levels() - 1));
        parts.add(residual(now, now, Resize.NONE));
        for (int level = levels() - 1; level >= 0; level--) {
            int out = width * multipliers.get(level);
            for (int b = 0; b <= blocks; b++) {
                parts.add(residual(now + skips.remove(skips.size() - 1), out, Resize.NONE));
                now = out;
            }
            if (attendsAt(level)) parts.add(attention(now, level));
            if (options.output() == Pyramid.SKIP || level == 0) {
                parts.add(new NcsnppPart.Norm(now));
                parts.add(new NcsnppPart.Conv(now, channels, level == 0 || level == levels() - 1));
            }
            if (level > 0) parts.add(residual(now, now, Resize.DOUBLE));
        }
        return parts;
    }

    @Override
    public List<Parameter> parameters() {
        List<Parameter> list = new ArrayList<>();
        list.addAll(Parameter.linear("all_modules.0", width, 4L * width));
        list.addAll(Parameter.linear("all_modules.1", 4L * width, 4L * width));
        List<NcsnppPart> parts = parts();
        for (int i = 0; i < parts.size(); i++) list.addAll(parts.get(i).parameters("all_modules." + (i + 2)));
        for (int i = 0; i <= latentDepth; i++) {
            list.addAll(Parameter.linear("z_transform." + (2 * i + 1), i == 0 ? latent : latentWidth, latentWidth));
        }
        return list;
    }

    @Override
    public <T> T of(Ops<T> o, Params<T> p, T x, T time, T label, T latent) {
        return new Walk<>(o, p, timeFeatures(o, p, time), latentFeatures(o, p, latent), parts().iterator()).whole(x);
    }

    private <T> T timeFeatures(Ops<T> o, Params<T> p, T time) {
        T e = new Sinusoids(width).shared(o, time);
        e = o.silu(o.linear(e, p.get("all_modules.0.weight"), p.get("all_modules.0.bias")));
        return o.silu(o.linear(e, p.get("all_modules.1.weight"), p.get("all_modules.1.bias")));
    }

    private <T> T latentFeatures(Ops<T> o, Params<T> p, T latent) {
        T length = o.shift(o.meanPerSample(o.square(latent)), 1e-8);
        T z = o.mul(latent, o.perSample(o.exp(o.scale(o.log(length), -0.5)), 2));
        for (int i = 0; i <= latentDepth; i++) {
            Params<T> layer = p.in("z_transform." + (2 * i + 1));
            z = o.silu(o.linear(z, layer.get("weight"), layer.get("bias")));
        }
        return z;
    }

    /** One pass over the layers, taking each from the list as it is due. */
    private final class Walk<T> {

        private final Ops<T> o;
        private final Params<T> p;
        private final T e;
        private final T z;
        private final Iterator<NcsnppPart> parts;
        private int number = 2;

        Walk(Ops<T> o, Params<T> p, T e, T z, Iterator<NcsnppPart> parts) {
            this.o = o;
            this.p = p;
            this.e = e;
            this.z = z;
            this.parts = parts;
        }

        private T next(T x) {
            return parts.next().of(o, p.in("all_modules." + number++), x, e, z);
        }

        T whole(T x) {
            List<T> skips = new ArrayList<>();
            down(x, skips);
            T h = next(next(next(skips.get(skips.size() - 1))));
            T out = up(h, skips);
            return options.bounded() ? o.tanh(out) : out;
        }

        private void down(T x, List<T> skips) {
            T pyramid = x;
            T h = next(x);
            skips.add(h);
            for (int level = 0; level < levels(); level++) {
                for (int b = 0; b < blocks; b++) {
                    h = next(h);
                    if (attendsAt(level)) h = next(h);
                    skips.add(h);
                }
                if (level + 1 == levels()) break;
                h = next(h);
                switch (options.input()) {
                    case NONE -> {}
                    case SKIP -> {
                        pyramid = Fir.halve(o, pyramid);
                        h = o.add(next(pyramid), h);
                    }
                    case RESIDUAL -> {
                        pyramid = NcsnppPart.sum(o, next(pyramid), h, options.rescaled());
                        h = pyramid;
                    }
                }
                skips.add(h);
            }
        }

        private T up(T middle, List<T> skips) {
            T h = middle;
            T image = null;
            for (int level = levels() - 1; level >= 0; level--) {
                for (int b = 0; b <= blocks; b++) {
                    h = next(o.concat(List.of(h, skips.remove(skips.size() - 1)), 1));
                }
                if (attendsAt(level)) h = next(h);
                if (options.output() == Pyramid.SKIP || level == 0) {
                    T part = next(next(h));
                    image = image == null ? part : o.add(Fir.twice(o, image), part);
                }
                if (level > 0) h = next(h);
            }
            return image;
        }
    }
}
