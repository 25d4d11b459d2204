package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.net.layer.GroupNorm;
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

    static final double EPS = 1e-6;

    static int groups(int channels) {
        return Math.min(channels / 4, 32);
    }

    static GroupNorm norm(String name, int channels) {
        return new GroupNorm(name, channels, groups(channels), EPS);
    }

    /** {@code (a + b) / sqrt(2)} where sums are rescaled. */
    static <T> T sum(Ops<T> o, T a, T b, boolean rescaled) {
        T sum = o.add(a, b);
        return rescaled ? o.scale(sum, Math.sqrt(0.5)) : sum;
    }

    @Override
    public List<Parameter> parameters() {
        return new NcsnppLayers(this).parameters();
    }

    @Override
    public <T> T of(Ops<T> o, Params<T> p, T x, T time, T label, T latent) {
        T image = new NcsnppLayers(this).of(o, p, x, time, latent);
        return options.bounded() ? o.tanh(image) : image;
    }
}
