package io.dxmi.gcd.energy;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import java.util.List;

/**
 * A learned tilt of a Gaussian: {@code E(x) = tilt(x) + |x|^2 / (2 sd^2)}. Where neither data nor samples go, nothing
 * teaches the tilt, and the Gaussian keeps the energy high.
 *
 * @param sd standard deviation of the Gaussian at temperature 1, in units of the data; at temperature tau its density has the
 *     deviation {@code sd sqrt(tau)}
 * @param dimensions of x (B, dimensions)
 */
public record GaussianBase(Energy tilt, double sd, int dimensions) implements Energy {

    public GaussianBase {
        if (!(sd > 0)) throw new IllegalArgumentException("sd must be positive, got " + sd);
    }

    @Override
    public List<Parameter> parameters() {
        return tilt.parameters();
    }

    @Override
    public <T> T of(Ops<T> o, Params<T> p, T x) {
        T base = o.scale(o.meanPerSample(o.square(x)), dimensions / (2 * sd * sd));
        return o.add(tilt.of(o, p, x), base);
    }
}
