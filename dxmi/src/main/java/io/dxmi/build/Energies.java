package io.dxmi.build;

import io.dxmi.config.ScalarConfig;
import io.dxmi.gcd.energy.ClassEnergy;
import io.dxmi.gcd.energy.Energy;
import io.dxmi.gcd.energy.GaussianBase;
import io.dxmi.gcd.energy.NetworkEnergy;
import io.dxmi.samplers.net.ClassIgebm;
import io.dxmi.samplers.net.ConvScalar;
import io.dxmi.samplers.net.FourierFeatures;
import io.dxmi.samplers.net.Igebm;
import io.dxmi.samplers.net.Mlp;
import io.dxmi.samplers.net.WeightNorm;

/**
 * An energy of its own network.
 *
 * @param shape of a sample: (D) for points, (C, S, S) for images
 * @param classes of which the energy may be conditional
 */
record Energies(long[] shape, int classes) implements ScalarConfig.Cases<Energy> {

    /** Slower than the value's: where neither data nor samples go, the energy then rises smoothly instead of waving. */
    private static final double FEATURE_SCALE = 0.7;

    /** Wider than points of unit scale, so that the base only matters where there are none. */
    private static final double BASE_SD = 3;

    private int channels() {
        return (int) shape[0];
    }

    @Override
    public Energy mlp(ScalarConfig.Mlp n) {
        FourierFeatures features = new FourierFeatures(channels(), n.features(), FEATURE_SCALE);
        return new GaussianBase(new NetworkEnergy(new Mlp(features, n.width(), n.depth(), 1)), BASE_SD, channels());
    }

    @Override
    public Energy conv(ScalarConfig.Conv n) {
        return new NetworkEnergy(new ConvScalar(channels(), (int) shape[1], n.width()));
    }

    @Override
    public Energy igebm(ScalarConfig.Igebm n) {
        WeightNorm norm = n.spectral() ? WeightNorm.SPECTRAL : WeightNorm.NONE;
        Igebm network = new Igebm(channels(), n.width(), norm, n.scaled());
        return n.conditional() ? new ClassEnergy(new ClassIgebm(network, classes)) : new NetworkEnergy(network);
    }
}
