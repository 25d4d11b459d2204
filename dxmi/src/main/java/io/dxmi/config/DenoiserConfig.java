package io.dxmi.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.dxmi.samplers.net.SongUnet.Family;
import java.util.List;

/** The network in the sampler's step. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = DenoiserConfig.Mlp.class, name = "mlp"),
    @JsonSubTypes.Type(value = DenoiserConfig.LeakyReluMlp.class, name = "leaky-relu-mlp"),
    @JsonSubTypes.Type(value = DenoiserConfig.Conv.class, name = "conv"),
    @JsonSubTypes.Type(value = DenoiserConfig.DdpmUnet.class, name = "ddpm-unet"),
    @JsonSubTypes.Type(value = DenoiserConfig.AdmUnet.class, name = "adm-unet"),
    @JsonSubTypes.Type(value = DenoiserConfig.Ncsnpp.class, name = "ncsnpp"),
    @JsonSubTypes.Type(value = DenoiserConfig.DdpUnet.class, name = "ddp-unet"),
    @JsonSubTypes.Type(value = DenoiserConfig.SongUnet.class, name = "song-unet")
})
public sealed interface DenoiserConfig {

    /** One answer for each kind. */
    interface Cases<T> {
        T mlp(Mlp network);

        T leakyReluMlp(LeakyReluMlp network);

        T conv(Conv network);

        T ddpmUnet(DdpmUnet network);

        T admUnet(AdmUnet network);

        T ncsnpp(Ncsnpp network);

        T ddpUnet(DdpUnet network);

        T songUnet(SongUnet network);
    }

    <T> T by(Cases<T> cases);

    /** Whether it is for points. */
    default boolean forPoints() {
        return this instanceof Mlp || this instanceof LeakyReluMlp;
    }

    /** Whether it is for images; a network may be for both. */
    default boolean forImages() {
        return !(this instanceof Mlp);
    }

    /**
     * The MLP for points.
     *
     * @param width units of a hidden layer
     * @param depth hidden layers
     * @param features sines and cosines of the points that it reads beside them; 0 for none
     * @param featureScale standard deviation of their first frequencies, radians per unit of the data
     */
    record Mlp(int width, int depth, int features, double featureScale) implements DenoiserConfig {
        public Mlp {
            Levels.mlp(width, depth, features);
            Levels.featureScale(featureScale);
        }

        @Override
        public <T> T by(Cases<T> cases) {
            return cases.mlp(this);
        }
    }

    /**
     * The piecewise linear MLP for points, and for images as rows of their values; it reads no time, so it is for samplers of one step.
     *
     * @param width units of a hidden layer
     * @param depth hidden layers
     */
    record LeakyReluMlp(int width, int depth) implements DenoiserConfig {
        public LeakyReluMlp {
            Levels.mlp(width, depth, 0);
        }

        @Override
        public <T> T by(Cases<T> cases) {
            return cases.leakyReluMlp(this);
        }
    }

    /**
     * The two-level network for tiny images.
     *
     * @param width channels of the upper level
     */
    record Conv(int width) implements DenoiserConfig {
        public Conv {
            Levels.conv(width);
        }

        @Override
        public <T> T by(Cases<T> cases) {
            return cases.conv(this);
        }
    }

    /**
     * The DDPM U-Net.
     *
     * @param width channels of the stem
     * @param multipliers channels of each level in units of it, the finest first
     * @param blocks residual blocks a level
     * @param attention sides of images at which attention follows each block
     * @param groups of the group normalisations
     * @param dropout share of features that residual blocks drop while it is pre-trained
     * @param head channels of an attention head; 0 for one head of all channels
     * @param normEps constant under the root of the group normalisations
     * @param cosinesFirst whether the cosines of the time come before its sines
     * @param frequencyShift 0 or 1, see {@link io.dxmi.samplers.net.DdpmVariant}
     * @param symmetricPadding whether the halving convolutions pad all four sides
     */
    record DdpmUnet(
            int width,
            List<Integer> multipliers,
            int blocks,
            List<Integer> attention,
            int groups,
            double dropout,
            int head,
            double normEps,
            boolean cosinesFirst,
            int frequencyShift,
            boolean symmetricPadding)
            implements DenoiserConfig {
        public DdpmUnet {
            multipliers = Levels.check(multipliers);
            attention = Levels.sides(attention);
            Levels.blocks(blocks);
            Levels.groups(groups, width);
            Require.decay("dropout", dropout);
            Require.count("head", head, 0, Levels.WIDEST);
            Require.above("norm_eps", normEps, 0);
            Require.within("frequency_shift", frequencyShift, 0, 1);
        }

        @Override
        public <T> T by(Cases<T> cases) {
            return cases.ddpmUnet(this);
        }
    }

    /**
     * The U-Net of guided diffusion, EDM and consistency models; reads classes where the data have them.
     *
     * @param head channels of an attention head
     * @param scales whether time and class scale features besides shifting them
     * @param residualResize whether the resolution changes inside residual blocks
     * @param headsFirst whether an attention holds queries, keys and values head by head
     * @param variances whether the network also predicts variances, which are not read
     */
    record AdmUnet(
            int width,
            List<Integer> multipliers,
            int blocks,
            List<Integer> attention,
            int head,
            boolean scales,
            boolean residualResize,
            boolean headsFirst,
            boolean variances)
            implements DenoiserConfig {
        public AdmUnet {
            multipliers = Levels.check(multipliers);
            attention = Levels.sides(attention);
            Levels.blocks(blocks);
            Require.count("head", head, 1, Levels.WIDEST);
            Levels.width(width, 32);
        }

        @Override
        public <T> T by(Cases<T> cases) {
            return cases.admUnet(this);
        }
    }

    /**
     * The U-Net of denoising-diffusion-pytorch.
     *
     * @param stem channels of the first layer; 0 for the width
     * @param attention sides of images with full attention; all other levels attend linearly
     * @param heads of attention
     * @param head channels of an attention head
     * @param memory learned tokens that every pixel sees too
     * @param groups of the group normalisations; 0 for root-mean-square normalisations
     * @param variances whether the network also predicts variances, which are not read
     */
    record DdpUnet(
            int width,
            int stem,
            List<Integer> multipliers,
            List<Integer> attention,
            int heads,
            int head,
            int memory,
            int groups,
            boolean variances)
            implements DenoiserConfig {
        public DdpUnet {
            multipliers = Levels.check(multipliers);
            attention = Levels.sides(attention);
            Levels.width(width, 2);
            Require.count("stem", stem, 0, Levels.WIDEST);
            Require.count("heads", heads, 1, Levels.WIDEST);
            Require.count("head", head, 1, Levels.WIDEST);
            Require.count("memory", memory, 1, Levels.WIDEST);
            Require.count("groups", groups, 0, Levels.WIDEST);
        }

        @Override
        public <T> T by(Cases<T> cases) {
            return cases.ddpUnet(this);
        }
    }

    /**
     * EDM's DDPM++, NCSN++ and ADM networks; reads classes where the data have them.
     *
     * @param family which of them
     */
    record SongUnet(int width, List<Integer> multipliers, int blocks, List<Integer> attention, Family family)
            implements DenoiserConfig {
        public SongUnet {
            multipliers = Levels.check(multipliers);
            attention = Levels.sides(attention);
            Levels.blocks(blocks);
            Levels.width(width, 4);
        }

        @Override
        public <T> T by(Cases<T> cases) {
            return cases.songUnet(this);
        }
    }

    /**
     * The generator of a denoising diffusion GAN.
     *
     * @param latent length of its random vector
     * @param latentWidth width of that vector's features
     * @param latentDepth hidden layers between the two
     */
    record Ncsnpp(
            int width,
            List<Integer> multipliers,
            int blocks,
            List<Integer> attention,
            int latent,
            int latentWidth,
            int latentDepth)
            implements DenoiserConfig {
        public Ncsnpp {
            multipliers = Levels.check(multipliers);
            attention = Levels.sides(attention);
            Levels.blocks(blocks);
            Require.count("latent", latent, 1, Levels.WIDEST);
            Require.count("latent_width", latentWidth, 1, Levels.WIDEST);
            Require.count("latent_depth", latentDepth, 0, Levels.DEEPEST);
            Levels.width(width, 4);
        }

        @Override
        public <T> T by(Cases<T> cases) {
            return cases.ncsnpp(this);
        }
    }
}
