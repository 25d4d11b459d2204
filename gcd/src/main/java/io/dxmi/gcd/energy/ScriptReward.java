package io.dxmi.gcd.energy;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.engine.ScriptModule;
import java.util.List;

/**
 * The cost that a reward means: {@code -r(x)}. The module maps x (B, ...) to one number a row, (B) or (B, 1).
 *
 * @param module r; its rows do not depend on each other
 */
public record ScriptReward(ScriptModule module) implements Energy {

    @Override
    public List<Parameter> parameters() {
        return List.of();
    }

    @Override
    public <T> T of(Ops<T> o, Params<T> p, T x) {
        return o.scale(o.reshape(o.toFloat(o.module(module, x)), -1), -1);
    }
}
