package io.dxmi.gcd.energy;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import java.util.List;

/** An unnormalised negative log-density in nats: low where data is likely. */
public interface Energy {

    /** What computations call the energy's network. */
    String NETWORK = "energy";

    List<Parameter> parameters();

    /** Maps x (B, ...) to one energy per row, (B). */
    <T> T of(Ops<T> o, Params<T> p, T x);

    /** The slope of the log-density, {@code -grad E(x)}, of x's shape; a constant, whatever differentiates later. */
    default <T> T score(Ops<T> o, Params<T> p, T x) {
        T here = o.variable(x);
        return o.scale(o.gradient(o.sum(of(o, p, here)), here), -1);
    }

    /** The same of an energy that reads classes: label int64 (B). */
    default <T> T score(Ops<T> o, Params<T> p, T x, T label) {
        T here = o.variable(x);
        return o.scale(o.gradient(o.sum(of(o, p, here, label)), here), -1);
    }

    /** Labels lie in [0, classes); 0 for an energy that does not read them. */
    default int classes() {
        return 0;
    }

    /** The energy of x as an example of a class: label int64 (B), not read by an energy without classes. */
    default <T> T of(Ops<T> o, Params<T> p, T x, T label) {
        return of(o, p, x);
    }
}
