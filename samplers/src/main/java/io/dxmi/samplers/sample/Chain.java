package io.dxmi.samplers.sample;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.engine.Compiled;
import io.dxmi.samplers.engine.Computation;
import io.dxmi.samplers.engine.Draws;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import java.util.ArrayList;
import java.util.List;

/** A sampler with its weights: takes all T steps, one native call each. */
public final class Chain implements AutoCloseable {

    /** The inputs of a step's computation; its outputs are mean, std and next. */
    public static final List<String> STEP_INPUTS = List.of("x", "t", "eps");

    private final Sampler sampler;
    private final Compiled step;
    private final NDManager root;

    /** A chain of the sampler's own steps. */
    public Chain(NDManager root, Sampler sampler, Weights weights) {
        this(root, sampler, plain(sampler), weights);
    }

    /**
     * A chain of other steps over the same times and shapes, such as guided ones.
     *
     * @param step takes {@link #STEP_INPUTS} and returns mean, std and next
     */
    public Chain(NDManager root, Sampler sampler, Computation step, Weights... networks) {
        this.root = root;
        this.sampler = sampler;
        this.step = new Compiled(root, step, networks);
    }

    private static Computation plain(Sampler sampler) {
        return new Computation() {
            @Override
            public List<String> inputs() {
                return STEP_INPUTS;
            }

            @Override
            public <T> List<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
                Transition<T> move = sampler.step(o, networks.of(Sampler.NETWORK), in.get(0), in.get(1), in.get(2));
                return List.of(move.mean(), move.std(), move.next());
            }
        };
    }

    public Sampler sampler() {
        return sampler;
    }

    /** Draws a batch of trajectories; they belong to {@code scope}. Draws "x0", then "step 0", "step 1", ... */
    public RollOut rollOut(NDManager scope, Draws draws, int batch) {
        long[] shape = shape(batch);
        NDArray x = draws.normal(scope, "x0", shape);
        if (sampler.priorStd() != 1) x = x.mul(Torch.scalar(scope, sampler.priorStd()));
        return from(scope, x, draws);
    }

    /** Trajectories from given initial states x_0. */
    public RollOut from(NDManager scope, NDArray x0, Draws draws) {
        List<NDArray> states = new ArrayList<>(List.of(x0));
        List<NDArray> means = new ArrayList<>();
        List<NDArray> stds = new ArrayList<>();
        long[] shape = x0.getShape().getShape();
        for (int t = 0; t < sampler.steps(); t++) {
            NDArray eps = draws.normal(scope, "step " + t, shape);
            List<NDArray> out = step.call(scope, states.get(t), Torch.filled(scope, shape[0], t), eps);
            means.add(out.get(0));
            stds.add(out.get(1));
            states.add(out.get(2));
        }
        return new RollOut(states, means, stds);
    }

    /** Samples x_T only, (B, ...), belonging to {@code scope}; everything on the way there is freed. */
    public NDArray sample(NDManager scope, Draws draws, int batch) {
        try (NDManager inner = root.newSubManager()) {
            NDArray last = rollOut(inner, draws, batch).last();
            last.attach(scope);
            return last;
        }
    }

    private long[] shape(long batch) {
        long[] one = sampler.sampleShape();
        long[] shape = new long[one.length + 1];
        shape[0] = batch;
        System.arraycopy(one, 0, shape, 1, one.length);
        return shape;
    }

    @Override
    public void close() {
        step.close();
    }
}
