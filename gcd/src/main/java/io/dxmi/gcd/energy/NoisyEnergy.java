package io.dxmi.gcd.energy;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import java.util.List;

/**
 * An energy of its input plus fresh Gaussian noise: the energy of the smoothed density. Training against it keeps the
 * energy from separating data and samples by what no eye could see.
 *
 * @param sd standard deviation of the noise, in units of the data
 */
public record NoisyEnergy(Energy energy, double sd) implements Energy {

    public NoisyEnergy {
        if (!(sd > 0)) throw new IllegalArgumentException("sd must be positive, got " + sd);
    }

    @Override
    public List<Parameter> parameters() {
        return energy.parameters();
    }

    @Override
    public <T> T of(Ops<T> o, Params<T> p, T x) {
        return energy.of(o, p, noised(o, x));
    }

    @Override
    public int classes() {
        return energy.classes();
    }

    @Override
    public <T> T of(Ops<T> o, Params<T> p, T x, T label) {
        return energy.of(o, p, noised(o, x), label);
    }

    private <T> T noised(Ops<T> o, T x) {
        return o.add(x, o.scale(o.normalLike(x), sd));
    }
}
