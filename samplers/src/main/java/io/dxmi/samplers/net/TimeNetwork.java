package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import java.util.List;

/** A function of an array and a time per row: x (B, ...), time (B). */
public interface TimeNetwork extends StepNetwork {

    @Override
    List<Parameter> parameters();

    <T> T of(Ops<T> o, Params<T> p, T x, T time);

    /** Neither reads the class nor the latent vector. */
    @Override
    default <T> T of(Ops<T> o, Params<T> p, T x, T time, T label, T latent) {
        return of(o, p, x, time);
    }
}
