package io.dxmi.gcd.energy;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import java.util.List;

/**
 * {@code E(x) + weight c(x)}: what a sampler descends whose samples cost something besides.
 *
 * @param cost without parameters
 * @param weight finite; below 0, the cost is sought
 */
public record EnergyWithCost(Energy energy, Energy cost, double weight) implements Energy {

    public EnergyWithCost {
        if (!cost.parameters().isEmpty()) throw new IllegalArgumentException("expected a cost without parameters");
    }

    @Override
    public List<Parameter> parameters() {
        return energy.parameters();
    }

    @Override
    public int classes() {
        return Math.max(energy.classes(), cost.classes());
    }

    @Override
    public <T> T of(Ops<T> o, Params<T> p, T x) {
        return o.add(energy.of(o, p, x), o.scale(cost.of(o, p, x), weight));
    }

    @Override
    public <T> T of(Ops<T> o, Params<T> p, T x, T label) {
        return o.add(energy.of(o, p, x, label), o.scale(cost.of(o, p, x, label), weight));
    }
}
