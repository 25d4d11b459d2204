package io.dxmi.gcd.energy;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An energy whose weights are constants of every program that reads it.
 *
 * @param values of the energy's parameters, by name
 */
public record FixedEnergy(Energy energy, Map<String, HostTensor> values) implements Energy {

    @Override
    public List<Parameter> parameters() {
        return List.of();
    }

    @Override
    public int classes() {
        return energy.classes();
    }

    @Override
    public <T> T of(Ops<T> o, Params<T> p, T x) {
        return energy.of(o, constants(o), x);
    }

    @Override
    public <T> T of(Ops<T> o, Params<T> p, T x, T label) {
        return energy.of(o, constants(o), x, label);
    }

    private <T> Params<T> constants(Ops<T> o) {
        Map<String, T> known = new HashMap<>();
        return new Params<>(name -> known.computeIfAbsent(name, key -> {
            HostTensor value = values.get(key);
            return o.reshape(o.constant(value.toDoubles()), value.shape());
        }));
    }
}
