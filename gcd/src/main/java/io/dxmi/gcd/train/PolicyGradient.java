package io.dxmi.gcd.train;

import io.dxmi.gcd.energy.Energy;
import io.dxmi.gcd.path.PathCost;
import io.dxmi.samplers.engine.Computation;
import io.dxmi.samplers.engine.Loss;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.net.TimeNetwork;
import io.dxmi.samplers.sample.Sampler;
import io.dxmi.samplers.sample.Transition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The computations of a policy gradient over the T B states of a batch of roll-outs, time by time.
 *
 * @param baseline what the path is expected to cost from a state on; one output
 * @param tau weight of the path's cost against the energy, nats
 */
public record PolicyGradient(Sampler sampler, TimeNetwork baseline, Energy energy, PathCost cost, double tau) {

    /** What computations call the baseline's network. */
    public static final String BASELINE = "baseline";

    /** What of a step's log-probability is descended on. */
    public sealed interface Objective {

        /** The log-probability itself: the plain score-function estimator. */
        record LogProbability() implements Objective {}

        /**
         * The ratio to the probability at the time of the roll-out, which stops counting once it has gone far in the wished
         * direction.
         *
         * @param reach how far from 1
         */
        record ClippedRatio(double reach) implements Objective {}
    }

    private double dimensions() {
        return Arrays.stream(sampler.sampleShape()).reduce(1, Math::multiplyExact);
    }

    private <T> T value(Ops<T> o, Networks<T> networks, T x, T t) {
        return o.reshape(baseline.of(o, networks.of(BASELINE), x, t), -1);
    }

    /** One policy step without noise of its own: what is needed is its mean and deviation. */
    private <T> Transition<T> step(Ops<T> o, Networks<T> networks, T x, T t, T next, T label) {
        Transition<T> move = sampler.step(o, networks.of(Sampler.NETWORK), x, t, o.scale(x, 0), label);
        return new Transition<>(x, move.mean(), move.std(), move.logStd(), next, t, move.label());
    }

    /** {@code log pi(next | x)} up to a constant, (B). */
    private <T> T logProbability(Ops<T> o, Transition<T> move) {
        T squares = o.meanPerSample(o.square(o.sub(move.next(), move.mean())));
        T precision = o.exp(o.scale(move.logStd(), -2));
        return o.scale(o.add(o.scale(o.mul(squares, precision), 0.5), move.logStd()), -dimensions());
    }

    /**
     * From states, times, next states, classes (each T B), samples and their classes (B): costs to go, advantages (negative is better than
     * expected), log-probabilities, each (T B), and the mean energy.
     */
    Computation returns() {
        return new Computation() {
            @Override
            public List<String> inputs() {
                return List.of("x", "t", "next", "label", "last", "last_label");
            }

            @Override
            public <T> List<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
                Transition<T> move = step(o, networks, in.get(0), in.get(1), in.get(2), in.get(3));
                T end = energy.of(o, networks.of(Energy.NETWORK), in.get(4), in.get(5));
                T perStep = o.scale(o.toFloat(in.get(1)), 0); // (T B), also where the cost is a scalar
                if (tau != 0) perStep = o.add(perStep, o.scale(cost.of(o, networks.of(Sampler.NETWORK), move), tau));
                T table = o.reshape(perStep, sampler.steps(), -1);
                List<T> sums = new ArrayList<>();
                T toGo = o.reshape(end, 1, -1);
                for (int t = sampler.steps() - 1; t >= 0; t--) {
                    toGo = o.add(toGo, o.indexSelect(table, o.toInt(o.constant(t))));
                    sums.add(0, toGo);
                }
                T all = o.reshape(o.concat(sums, 0), -1);
                T advantage = o.sub(all, value(o, networks, in.get(0), in.get(1)));
                return List.of(all, advantage, logProbability(o, move), o.mean(end));
            }
        };
    }

    /**
     * What the policy descends: in expectation over roll-outs its gradient is that of {@code mean E(x_T) + tau sum_t
     * cost_t}.
     */
    Loss loss(Objective objective) {
        return new Loss() {
            @Override
            public List<String> inputs() {
                return List.of("x", "t", "next", "label", "advantage", "before");
            }

            @Override
            public <T> Value<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
                Transition<T> move = step(o, networks, in.get(0), in.get(1), in.get(2), in.get(3));
                Params<T> p = networks.of(Sampler.NETWORK);
                T advantage = in.get(4);
                T gained = o.sub(logProbability(o, move), in.get(5));
                T term;
                if (objective instanceof Objective.ClippedRatio clip) {
                    T ratio = o.exp(gained);
                    T clipped = o.clamp(ratio, 1 - clip.reach(), 1 + clip.reach());
                    // the larger cost of the two
                    term = o.scale(
                            o.minimum(o.scale(o.mul(ratio, advantage), -1), o.scale(o.mul(clipped, advantage), -1)),
                            -1);
                } else {
                    term = o.mul(gained, advantage);
                }
                int steps = sampler.steps();
                T loss = o.scale(o.mean(term), steps); // a sum over steps, a mean over the batch
                Map<String, T> logged = new LinkedHashMap<>();
                logged.put("log_sigma", o.mean(move.logStd()));
                logged.put("log_ratio", o.mean(gained));
                if (tau != 0) {
                    // what the cost itself says of the policy, the states being as they are
                    T spent = o.mean(cost.of(o, p, move));
                    loss = o.add(loss, o.scale(spent, tau * steps));
                    logged.put("path_cost", o.scale(spent, steps));
                }
                return new Value<>(loss, logged);
            }
        };
    }

    /** Least squares of the baseline against the costs to go. */
    Loss fit() {
        return new Loss() {
            @Override
            public List<String> inputs() {
                return List.of("x", "t", "to_go");
            }

            @Override
            public <T> Value<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
                T error = o.sub(value(o, networks, in.get(0), in.get(1)), in.get(2));
                return new Value<>(o.mean(o.square(error)), Map.of());
            }
        };
    }
}
