package io.dxmi.value;

import io.dxmi.gcd.path.ReferencePath;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.sample.Transition;
import java.util.Arrays;

/**
 * Cost of a step plus the value of where it leads: the target of the value function and, for a fresh step, the loss of the
 * sampler (DxMI, Eq. 11 and 12):
 * {@code V(x_{t+1}, t+1) + timeCost[t] + running[t] c_t - entropy[t] log sigma_t}.
 *
 * <p>The three tables hold one weight per step, so "not in the last k steps" and "not at all" are zeros, not flags.
 *
 * @param timeCost (T), added as it is
 * @param running (T), tau2 or 0
 * @param entropy (T), tau1 or 0
 */
public record CostToGo(ValueFunction value, ReferencePath path, double[] timeCost, double[] running, double[] entropy) {

    /** Per row, (B). */
    public <T> T of(Ops<T> o, Networks<T> networks, Transition<T> move, T velocity) {
        return after(o, value.at(o, networks, move.next(), o.increment(move.t(), 1), move.label()), move, velocity);
    }

    /** The same where the value of the next state is known: next (B). */
    public <T> T after(Ops<T> o, T next, Transition<T> move, T velocity) {
        T cost = next;
        if (isUsed(timeCost)) cost = o.add(cost, o.indexSelect(o.constant(timeCost), move.t()));
        if (isUsed(running)) {
            T c = path.cost(o, move.state(), move.next(), move.t(), velocity);
            cost = o.add(cost, o.mul(o.indexSelect(o.constant(running), move.t()), c));
        }
        if (isUsed(entropy)) {
            cost = o.sub(cost, o.mul(o.indexSelect(o.constant(entropy), move.t()), move.logStd()));
        }
        return cost;
    }

    private static boolean isUsed(double[] weights) {
        return Arrays.stream(weights).anyMatch(w -> w != 0);
    }

    /** The weight {@code tau} at every step but the last {@code skipLast}. */
    public static double[] weights(int steps, double tau, int skipLast) {
        double[] weights = new double[steps];
        Arrays.fill(weights, 0, Math.max(0, steps - skipLast), tau);
        return weights;
    }

    /**
     * A bump of height about {@code r/4} around the middle step: {@code r (s(h - t) - s(h - t - 1))} with the logistic
     * function s and {@code h = floor(T/2)}.
     */
    public static double[] sigmoidTimeCost(int steps, double r) {
        double[] cost = new double[steps];
        int h = steps / 2;
        for (int t = 0; t < steps; t++) cost[t] = r * (logistic(h - t) - logistic(h - t - 1));
        return cost;
    }

    private static double logistic(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
