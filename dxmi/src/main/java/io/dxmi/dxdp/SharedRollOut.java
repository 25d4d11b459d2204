package io.dxmi.dxdp;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.gcd.negative.NegativeSampler;
import io.dxmi.gcd.negative.Negatives;
import io.dxmi.samplers.engine.Computation;
import io.dxmi.samplers.engine.Draws;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.engine.train.Recorded;
import io.dxmi.samplers.sample.RollOut;
import io.dxmi.samplers.sample.Sampler;
import io.dxmi.samplers.sample.Transition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Draws the trajectories that {@link io.dxmi.samplers.sample.Chain#rollOut} draws, all steps in one native call, and keeps the
 * graph of every step for {@link SharedUpdate}. Each step starts from the values of the state before: no graph passes from step
 * to step.
 */
public final class SharedRollOut implements NegativeSampler {

    /**
     * The steps of the last roll-out, by time: T blocks of B rows.
     *
     * @param states x_t (T B, ...)
     * @param next x_{t+1} (T B, ...), with its graph
     * @param logStds (T B), with their graph
     */
    record Moves(NDArray states, NDArray next, NDArray logStds) {}

    private final Sampler sampler;
    private final Recorded steps;
    private Moves moves;

    public SharedRollOut(Learner learner, Sampler sampler) {
        this.sampler = sampler;
        this.steps = learner.compileRecorded(new Steps(sampler));
    }

    private record Steps(Sampler sampler) implements Computation {
        @Override
        public List<String> inputs() {
            List<String> names = new ArrayList<>(List.of("x", "label"));
            for (int t = 0; t < sampler.steps(); t++) names.add("eps" + t);
            return names;
        }

        /** Moves as {@link Moves} holds them, then states x_1 to x_T, means and deviations of every step. */
        @Override
        public <T> List<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
            List<T> states = new ArrayList<>(List.of(in.get(0)));
            List<Transition<T>> taken = new ArrayList<>();
            for (int t = 0; t < sampler.steps(); t++) {
                T x = states.get(t);
                taken.add(
                        sampler.step(o, networks.of(Sampler.NETWORK), x, o.fullIndex(x, t), in.get(2 + t), in.get(1)));
                states.add(o.stopGradient(taken.get(t).next()));
            }
            List<T> out = new ArrayList<>();
            out.add(o.concat(states.subList(0, sampler.steps()), 0));
            out.add(o.concat(taken.stream().map(Transition::next).toList(), 0));
            out.add(o.concat(taken.stream().map(Transition::logStd).toList(), 0));
            out.addAll(states.subList(1, states.size()));
            taken.forEach(move -> out.add(o.stopGradient(move.mean())));
            taken.forEach(move -> out.add(o.stopGradient(move.std())));
            return out;
        }
    }

    @Override
    public Negatives draw(NDManager scope, NDArray data, NDArray labels, Draws draws) {
        long batch = labels.size();
        NDArray x = draws.normal(scope, "x0", batched(batch, sampler.sampleShape()));
        if (sampler.priorStd() != 1) x = x.mul(Torch.scalar(scope, sampler.priorStd()));
        List<NDArray> noises = new ArrayList<>();
        for (int t = 0; t < sampler.steps(); t++) {
            noises.add(draws.normal(scope, "step " + t, batched(batch, sampler.noiseShape())));
        }
        NDArray own = labels.duplicate(); // the roll-out outlives the iteration that the labels belong to
        own.attach(scope);
        List<NDArray> inputs = new ArrayList<>(List.of(x, own));
        inputs.addAll(noises);
        List<NDArray> out = steps.call(scope, inputs.toArray(NDArray[]::new));
        moves = new Moves(out.get(0), out.get(1), out.get(2));
        int count = sampler.steps();
        List<NDArray> states = new ArrayList<>(List.of(x));
        states.addAll(out.subList(3, 3 + count));
        RollOut rollOut = new RollOut(
                states, out.subList(3 + count, 3 + 2 * count), out.subList(3 + 2 * count, out.size()), noises, own);
        return new Negatives(rollOut.last(), Optional.of(rollOut), Map.of());
    }

    private static long[] batched(long batch, long[] one) {
        long[] shape = new long[one.length + 1];
        shape[0] = batch;
        System.arraycopy(one, 0, shape, 1, one.length);
        return shape;
    }

    /** Of the last draw; valid until the sampler moves. */
    Moves moves() {
        return moves;
    }

    @Override
    public long evaluations() {
        return sampler.steps();
    }

    @Override
    public void close() {
        // the learner owns the program
    }
}
