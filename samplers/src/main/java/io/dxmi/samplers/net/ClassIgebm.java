package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import java.util.List;

/**
 * An {@link Igebm} whose residual blocks are scaled and shifted by class.
 *
 * @param classes labels lie in [0, classes)
 */
public record ClassIgebm(Igebm network, int classes) {

    public ClassIgebm {
        if (classes < 1) throw new IllegalArgumentException("classes must be at least 1, got " + classes);
    }

    public List<Parameter> parameters() {
        return network.new Body(classes).parameters();
    }

    /** x (B, channels, H, W), label int64 (B) to (B, 1). */
    public <T> T of(Ops<T> o, Params<T> p, T x, T label) {
        return network.new Body(classes).of(o, p, x, label);
    }
}
