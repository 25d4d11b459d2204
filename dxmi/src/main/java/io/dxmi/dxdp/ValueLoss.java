package io.dxmi.dxdp;

import io.dxmi.samplers.engine.Loss;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.value.CostToGo;
import io.dxmi.value.ValueFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Temporal difference: {@code mean (V(x_t, t) - sg[costToGo])^2} (DxMI, Eq. 11).
 *
 * <p>Inputs: those of the moves, the label last, then the velocity (T).
 */
public record ValueLoss(ValueFunction value, CostToGo target, Transitions moves) implements Loss {

    @Override
    public List<String> inputs() {
        List<String> names = new ArrayList<>(moves.inputs());
        names.add("velocity");
        return names;
    }

    @Override
    public List<String> shared() {
        return List.of("velocity");
    }

    @Override
    public <T> Value<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
        T label = in.get(in.size() - 2);
        T goal = o.withoutGradient(() -> target.of(o, networks, moves.of(o, networks, in), in.get(in.size() - 1)));
        T now = value.at(o, networks, in.get(0), in.get(1), label);
        return new Value<>(o.mean(o.square(o.sub(now, goal))), Map.of("value", o.mean(now)));
    }
}
