package io.dxmi.build;

import io.dxmi.config.DenoiserConfig;
import io.dxmi.samplers.net.AdmUnet;
import io.dxmi.samplers.net.ConvDenoiser;
import io.dxmi.samplers.net.DdpUnet;
import io.dxmi.samplers.net.DdpmTrunk;
import io.dxmi.samplers.net.DdpmUnet;
import io.dxmi.samplers.net.DdpmVariant;
import io.dxmi.samplers.net.FlatMlp;
import io.dxmi.samplers.net.FourierFeatures;
import io.dxmi.samplers.net.LeakyReluMlp;
import io.dxmi.samplers.net.NcsnppGenerator;
import io.dxmi.samplers.net.SongUnet;
import io.dxmi.samplers.net.StepNetwork;
import io.dxmi.samplers.net.TimeEmbedding;
import io.dxmi.samplers.net.TimeMlp;
import java.util.Arrays;

/**
 * The network in the sampler's step.
 *
 * @param shape of a sample: (D) for points, (C, S, S) for images
 * @param embedding of the time, for points
 * @param classes that the network may read; 0 for none
 */
record Denoisers(long[] shape, TimeEmbedding embedding, int classes) implements DenoiserConfig.Cases<StepNetwork> {

    private int channels() {
        return (int) shape[0];
    }

    private int side() {
        return (int) shape[1];
    }

    @Override
    public StepNetwork mlp(DenoiserConfig.Mlp n) {
        FourierFeatures features = new FourierFeatures(channels(), n.features(), n.featureScale());
        return new TimeMlp(features, n.width(), n.depth(), channels(), embedding);
    }

    @Override
    public StepNetwork leakyReluMlp(DenoiserConfig.LeakyReluMlp n) {
        int values = Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
        LeakyReluMlp rows = new LeakyReluMlp(values, n.width(), n.depth(), values);
        return shape.length == 1 ? rows : new FlatMlp(rows, shape);
    }

    @Override
    public StepNetwork conv(DenoiserConfig.Conv n) {
        if (side() % 2 != 0) throw new IllegalArgumentException("pictures of side " + side() + " cannot be halved");
        return new ConvDenoiser(channels(), n.width());
    }

    @Override
    public StepNetwork ddpmUnet(DenoiserConfig.DdpmUnet n) {
        DdpmVariant variant =
                new DdpmVariant(n.normEps(), n.head(), n.cosinesFirst(), n.frequencyShift(), n.symmetricPadding());
        DdpmTrunk trunk = new DdpmTrunk(
                        channels(), side(), n.width(), n.multipliers(), n.blocks(), n.attention(), n.groups())
                .of(variant);
        return new DdpmUnet(trunk, channels(), n.dropout());
    }

    @Override
    public StepNetwork admUnet(DenoiserConfig.AdmUnet n) {
        return new AdmUnet(
                channels(),
                side(),
                n.width(),
                n.multipliers(),
                n.blocks(),
                n.attention(),
                n.head(),
                classes,
                n.scales(),
                n.residualResize(),
                n.headsFirst(),
                n.variances());
    }

    @Override
    public StepNetwork ddpUnet(DenoiserConfig.DdpUnet n) {
        return new DdpUnet(
                channels(),
                side(),
                n.width(),
                n.stem() == 0 ? n.width() : n.stem(),
                n.multipliers(),
                n.attention(),
                n.heads(),
                n.head(),
                n.memory(),
                n.groups(),
                n.variances());
    }

    @Override
    public StepNetwork songUnet(DenoiserConfig.SongUnet n) {
        return new SongUnet(
                channels(), side(), n.width(), n.multipliers(), n.blocks(), n.attention(), classes, n.family());
    }

    @Override
    public StepNetwork ncsnpp(DenoiserConfig.Ncsnpp n) {
        return new NcsnppGenerator(
                channels(),
                side(),
                n.width(),
                n.multipliers(),
                n.blocks(),
                n.attention(),
                n.latent(),
                n.latentWidth(),
                n.latentDepth(),
                NcsnppGenerator.Options.PUBLISHED);
    }
}
