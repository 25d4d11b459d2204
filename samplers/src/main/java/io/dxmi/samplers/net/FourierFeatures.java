package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
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

    List<Parameter> parameters(String name) {
        if (count == 0) return List.of();
        return List.of(
                Parameter.normal(name + ".weight", scale, count, in), Parameter.constant(name + ".bias", 0, count));
    }

    <T> T of(Ops<T> o, Params<T> p, T x) {
        if (count == 0) return x;
        T phase = o.linear(x, p.get("weight"), p.get("bias"));
        return o.concat(List.of(x, o.sin(phase), o.cos(phase)), 1);
    }
}
