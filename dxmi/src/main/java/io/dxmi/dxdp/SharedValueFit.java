package io.dxmi.dxdp;

import io.dxmi.gcd.energy.Energy;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.train.Regression;
import io.dxmi.samplers.sample.Transition;
import io.dxmi.value.CostToGo;
import io.dxmi.value.ValueFunction;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * The temporal difference of a roll-out's own transitions (DxMI, Eq. 11), V and E evaluated once at every state. Rows are T
 * blocks of B, by time.
 *
 * <p>Inputs: x_t (T B, ...), x_{t+1} (T B, ...), log sigma_t (T B), x_T (B, ...), labels int64 (B), the velocity (T). Results:
 * V(x_{t+1}, t+1) as (T B), with E at the end, and the slope of E at x_T (B, ...).
 *
 * @param before V at t below T
 * @param energy V at T
 * @param target whose value function is not read
 * @param steps T
 */
record SharedValueFit(ValueFunction before, Energy energy, CostToGo target, int steps) implements Regression {

    @Override
    public List<String> inputs() {
        return List.of("x", "next", "log_std", "last", "label", "velocity");
    }

    @Override
    public <T> Fit<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
        T x = in.get(0);
        T last = in.get(3);
        T label = in.get(4);
        T labels = o.concat(Collections.nCopies(steps, label), 0);
        T t = times(o, last, steps);
        T values = before.at(o, networks, x, t, labels);
        T end = o.variable(last);
        T energies = energy.of(o, networks.of(Energy.NETWORK), end, label);
        T slope = o.gradient(o.sum(energies), end);
        T later = o.reshape(o.slice(o.reshape(o.stopGradient(values), steps, -1), 0, 1, steps), -1);
        T next = o.concat(List.of(later, o.stopGradient(energies)), 0);
        Transition<T> move = new Transition<>(
                o.stopGradient(x), null, null, o.stopGradient(in.get(2)), o.stopGradient(in.get(1)), t, labels);
        T targets = target.after(o, next, move, in.get(5));
        return new Fit<>(values, targets, List.of(next, slope), Map.of("value", o.mean(values)));
    }

    /** 0 to T-1, each in as many rows as {@code one} has: int64 (T B). */
    static <T> T times(Ops<T> o, T one, int steps) {
        List<T> all = new ArrayList<>();
        for (int t = 0; t < steps; t++) all.add(o.fullIndex(one, t));
        return o.concat(all, 0);
    }
}
