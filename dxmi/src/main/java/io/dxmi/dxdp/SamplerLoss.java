package io.dxmi.dxdp;

import io.dxmi.samplers.engine.Loss;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.sample.Transition;
import io.dxmi.value.CostToGo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Mean cost-to-go of a fresh step from visited states (DxMI, Eq. 12); the gradient reaches the policy through x_{t+1}.
 *
 * <p>Inputs: those of the moves, then the velocity (T).
 */
public record SamplerLoss(CostToGo costToGo, Transitions.Fresh moves) implements Loss {

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
        T velocity = in.get(in.size() - 1);
        Transition<T> move = moves.of(o, networks, in);
        Map<String, T> logged = new LinkedHashMap<>();
        logged.put("running_cost", o.mean(costToGo.path().cost(o, move.state(), move.next(), move.t(), velocity)));
        logged.put("log_sigma", o.mean(move.logStd()));
        return new Value<>(o.mean(costToGo.of(o, networks, move, velocity)), logged);
    }
}
