package io.dxmi.build;

import io.dxmi.config.TimeScalarConfig;
import io.dxmi.samplers.net.ConvScalar;
import io.dxmi.samplers.net.DdpmEncoder;
import io.dxmi.samplers.net.DdpmTrunk;
import io.dxmi.samplers.net.FourierFeatures;
import io.dxmi.samplers.net.TimeConvScalar;
import io.dxmi.samplers.net.TimeEmbedding;
import io.dxmi.samplers.net.TimeMlp;
import io.dxmi.samplers.net.TimeNetwork;

/**
 * The network of a value that reads the time.
 *
 * @param shape of a sample: (D) for points, (C, S, S) for images
 */
record TimeScalars(long[] shape, TimeEmbedding embedding) implements TimeScalarConfig.Cases<TimeNetwork> {

    private int channels() {
        return (int) shape[0];
    }

    @Override
    public TimeNetwork mlp(TimeScalarConfig.Mlp n) {
        FourierFeatures features = new FourierFeatures(channels(), n.features(), n.featureScale());
        return new TimeMlp(features, n.width(), n.depth(), 1, embedding);
    }

    @Override
    public TimeNetwork conv(TimeScalarConfig.Conv n) {
        return new TimeConvScalar(new ConvScalar(channels(), (int) shape[1], n.width()), embedding);
    }

    @Override
    public TimeNetwork ddpmEncoder(TimeScalarConfig.DdpmEncoder n) {
        DdpmTrunk trunk = new DdpmTrunk(
                channels(), (int) shape[1], n.width(), n.multipliers(), n.blocks(), n.attention(), n.groups());
        return new DdpmEncoder(trunk, 1);
    }
}
