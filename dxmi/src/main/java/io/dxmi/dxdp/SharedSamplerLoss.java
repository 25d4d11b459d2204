package io.dxmi.dxdp;

import io.dxmi.samplers.engine.Loss;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.sample.Sampler;
import io.dxmi.samplers.sample.Transition;
import io.dxmi.value.CostToGo;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Mean cost to go of a roll-out's own steps (DxMI, Eq. 12). The value at x_{t+1} and its slope there are known; the gradient
 * reaches the policy through the graph that x_{t+1} and sigma_t bring with them. Rows are T blocks of B, by time.
 *
 * <p>Inputs: x_t (T B, ...), x_{t+1} and log sigma_t with their graph, dV/dx at x_t (T B, ...), dE/dx at x_T (B, ...),
 * V(x_{t+1}, t+1) (T B), the velocity (T).
 *
 * @param costToGo whose value function is not read
 */
record SharedSamplerLoss(CostToGo costToGo, Sampler sampler) implements Loss {

    @Override
    public List<String> inputs() {
        return List.of("x", "next", "log_std", "slope", "end_slope", "value", "velocity");
    }

    @Override
    public <T> Value<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
        T next = in.get(1);
        T velocity = in.get(6);
        T moved = o.sub(next, o.stopGradient(next)); // 0, with the gradient of x_{t+1}
        T value = o.add(in.get(5), o.scale(o.meanPerSample(o.mul(slopes(o, in), moved)), size()));
        T t = SharedValueFit.times(o, in.get(4), sampler.steps());
        Transition<T> move = new Transition<>(in.get(0), null, null, in.get(2), next, t, null);
        Map<String, T> logged = new LinkedHashMap<>();
        logged.put("running_cost", o.mean(costToGo.path().cost(o, move.state(), next, t, velocity)));
        logged.put("log_sigma", o.mean(move.logStd()));
        return new Value<>(o.mean(costToGo.after(o, value, move, velocity)), logged);
    }

    /** Of V(., t+1) at x_{t+1}: those at x_1 to x_{T-1}, then that of the energy. */
    private <T> T slopes(Ops<T> o, List<T> in) {
        int steps = sampler.steps();
        T later = o.slice(o.reshape(in.get(3), steps, -1), 0, 1, steps);
        long[] rows = new long[sampler.rank()];
        rows[0] = -1;
        System.arraycopy(sampler.sampleShape(), 0, rows, 1, rows.length - 1);
        return o.concat(List.of(o.reshape(later, rows), in.get(4)), 0);
    }

    private double size() {
        return Arrays.stream(sampler.sampleShape()).reduce(1, (a, b) -> a * b);
    }
}
