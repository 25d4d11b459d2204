package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.net.layer.Block;
import io.dxmi.samplers.net.layer.Identity;
import io.dxmi.samplers.net.layer.Linear;
import io.dxmi.samplers.net.layer.UnaryLayer;
import java.util.List;

/**
 * Points beside sines and cosines of random projections of them (Tancik et al., 2020): x (B, in) to (B, in + 2 count).
 * Without them a small network learns an energy's smooth parts first and its modes hardly at all.
 *
 * @param count number of frequencies; 0 leaves the points as they are
 * @param scale standard deviation of the first frequencies, in radians per unit of x; they are trained
 */
public record FourierFeatures(int in, int count, double scale) {

    /** The points as they are. */
    public static FourierFeatures none(int in) {
        return new FourierFeatures(in, 0, 1);
    }

    public int width() {
        return in + 2 * count;
    }

    UnaryLayer layer(String name) {
        return count == 0 ? new Identity() : new Waves(name);
    }

    private final class Waves extends Block implements UnaryLayer {

        final Linear phases;

        Waves(String name) {
            super("");
            phases = add(new Linear(
                    name,
                    List.of(
                            Parameter.normal(name + ".weight", scale, count, in),
                            Parameter.constant(name + ".bias", 0, count))));
        }

        @Override
        public <T> T of(Ops<T> o, Params<T> p, T x) {
            T phase = phases.of(o, p, x);
            return o.concat(List.of(x, o.sin(phase), o.cos(phase)), 1);
        }
    }
}
