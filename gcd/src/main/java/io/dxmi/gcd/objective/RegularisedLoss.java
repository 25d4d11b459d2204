package io.dxmi.gcd.objective;

import io.dxmi.gcd.energy.Energy;
import io.dxmi.samplers.engine.Loss;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An objective of data and samples plus regularisers of the same energy.
 *
 * @param network what the energy's weights are called
 */
public record RegularisedLoss(Loss objective, Energy energy, String network, List<Regulariser> terms) implements Loss {

    public RegularisedLoss {
        terms = List.copyOf(terms);
    }

    @Override
    public List<String> inputs() {
        return objective.inputs();
    }

    @Override
    public <T> Value<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
        Value<T> base = objective.of(o, networks, in);
        T loss = base.loss();
        Map<String, T> logged = new LinkedHashMap<>(base.logged());
        for (Regulariser term : terms) {
            T value = term.of(o, networks.of(network), energy, in.get(0), in.get(1));
            logged.put(term.name(), value);
            loss = o.add(loss, value);
        }
        return new Value<>(loss, logged);
    }
}
