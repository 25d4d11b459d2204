package io.dxmi.samplers.sample;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.engine.Compiled;
import io.dxmi.samplers.engine.Computation;
import io.dxmi.samplers.engine.Draws;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.TorchScriptFile;
import io.dxmi.samplers.engine.Weights;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A sampler with its weights: takes all T steps, one native call each. */
public final class Chain implements AutoCloseable {

    /** The inputs of a step's computation; its outputs are mean, std and next. */
    public static final List<String> STEP_INPUTS = List.of("x", "t", "eps", "label");

    private final Sampler sampler;
    private final Compiled step;
    private final NDManager root;
    private final int micro;

    /** A chain of the sampler's own steps. */
    public Chain(NDManager root, Sampler sampler, Weights weights) {
        this(root, sampler, 0, weights);
    }

    /**
     * The same in bounded memory.
     *
     * @param micro most rows of a native call; 0 for no bound
     */
    public Chain(NDManager root, Sampler sampler, int micro, Weights weights) {
        this(root, sampler, stepOf(sampler), micro, weights);
    }

    /**
     * A chain of other steps over the same times and shapes, such as guided ones.
     *
     * @param step takes {@link #STEP_INPUTS} and returns mean, std and next
     */
    public Chain(NDManager root, Sampler sampler, Computation step, Weights... networks) {
        this(root, sampler, step, 0, networks);
    }

    private Chain(NDManager root, Sampler sampler, Computation step, int micro, Weights... networks) {
        this.root = root;
        this.micro = micro;
        this.sampler = sampler;
        this.step = new Compiled(root, step, networks);
    }

    /** A sampler's own step: takes {@link #STEP_INPUTS} and returns mean, std and next. */
    private static Computation stepOf(Sampler sampler) {
        return new Computation() {
            @Override
            public List<String> inputs() {
                return STEP_INPUTS;
            }

            @Override
            public <T> List<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
                Transition<T> move =
                        sampler.step(o, networks.of(Sampler.NETWORK), in.get(0), in.get(1), in.get(2), in.get(3));
                return List.of(move.mean(), move.std(), move.next());
            }
        };
    }

    public Sampler sampler() {
        return sampler;
    }

    /**
     * Writes all steps of a sampler with its weights as a TorchScript file that runs without this toolkit.
     *
     * @throws io.dxmi.samplers.UserError if it cannot be written
     * @see TorchScriptFile#sampler
     */
    public static void export(Path file, Sampler sampler, Weights weights) {
        TorchScriptFile.Repetition times = new TorchScriptFile.Repetition(
                sampler.steps(),
                sampler.sampleShape(),
                sampler.noiseShape(),
                sampler.priorStd(),
                sampler.memory(),
                sampler.classes() > 0);
        TorchScriptFile.sampler(file, stepOf(sampler), times, weights);
    }

    /** Draws a batch of trajectories; they belong to {@code scope}. Draws "x0", then "step 0", "step 1", ... */
    public RollOut rollOut(NDManager scope, Draws draws, int batch) {
        return rollOut(scope, draws, unlabelled(scope, batch));
    }

    /**
     * Draws trajectories towards given classes.
     *
     * @param labels int64 (B), belonging to {@code scope}; not read by a sampler without classes
     */
    public RollOut rollOut(NDManager scope, Draws draws, NDArray labels) {
        NDArray x = draws.normal(scope, "x0", batched(labels.size(), sampler.sampleShape()));
        if (sampler.priorStd() != 1) x = x.mul(Torch.scalar(scope, sampler.priorStd()));
        return from(scope, x, draws, labels);
    }

    /** Trajectories from given initial states x_0. */
    public RollOut from(NDManager scope, NDArray x0, Draws draws) {
        return from(scope, x0, draws, unlabelled(scope, x0.getShape().get(0)));
    }

    private NDArray unlabelled(NDManager scope, long batch) {
        if (sampler.classes() > 0) {
            throw new IllegalArgumentException("a class per sample is needed, below " + sampler.classes());
        }
        return Torch.filled(scope, batch, 0);
    }

    /** Trajectories from given initial states x_0 towards given classes, int64 (B). */
    public RollOut from(NDManager scope, NDArray x0, Draws draws, NDArray labels) {
        List<NDArray> states = new ArrayList<>(List.of(remembering(scope, x0)));
        List<NDArray> means = new ArrayList<>();
        List<NDArray> stds = new ArrayList<>();
        List<NDArray> noises = new ArrayList<>();
        long batch = labels.size();
        for (int t = 0; t < sampler.steps(); t++) {
            NDArray eps = draws.normal(scope, "step " + t, batched(batch, sampler.noiseShape()));
            List<NDArray> out = step(scope, states.get(t), Torch.filled(scope, batch, t), eps, labels);
            means.add(out.get(0));
            stds.add(out.get(1));
            noises.add(eps);
            states.add(out.get(2));
        }
        return new RollOut(states, means, stds, noises, labels);
    }

    /**
     * One step from given states, which belongs to {@code scope} and is not followed by another.
     *
     * @param x states (B, ...)
     * @param t in [0, T)
     * @param eps unit noise (B, noise shape)
     * @return mean, standard deviation and next states
     */
    public List<NDArray> step(NDManager scope, NDArray x, int t, NDArray eps) {
        long batch = x.getShape().get(0);
        return step(scope, x, Torch.filled(scope, batch, t), eps, unlabelled(scope, batch));
    }

    /** One step, a few rows at a time where there is a bound. */
    private List<NDArray> step(NDManager scope, NDArray... inputs) {
        long batch = inputs[0].getShape().get(0);
        if (micro == 0 || batch <= micro) return step.call(scope, inputs);
        List<NDList> parts = new ArrayList<>();
        try (NDManager inner = root.newSubManager()) {
            for (long from = 0; from < batch; from += micro) {
                String rows = from + ":" + Math.min(from + micro, batch);
                NDArray[] cut = new NDArray[inputs.length];
                for (int i = 0; i < cut.length; i++) {
                    cut[i] = inputs[i].get(rows);
                    cut[i].attach(inner);
                }
                List<NDArray> out = step.call(inner, cut);
                for (int k = 0; k < out.size(); k++) {
                    if (from == 0) parts.add(new NDList());
                    parts.get(k).add(out.get(k));
                }
            }
            List<NDArray> whole = new ArrayList<>();
            for (NDList rows : parts) {
                NDArray all = NDArrays.concat(rows, 0);
                all.attach(scope);
                whole.add(all);
            }
            return whole;
        }
    }

    /** The states with room for what the sampler remembers. */
    private NDArray remembering(NDManager scope, NDArray x0) {
        if (sampler.memory() == 0) return x0;
        NDList parts = new NDList(x0);
        for (int i = 0; i < sampler.memory(); i++) parts.add(x0.zerosLike());
        NDArray all = NDArrays.concat(parts, 1);
        all.attach(scope);
        return all;
    }

    /** Samples x_T only, (B, ...), belonging to {@code scope}; everything on the way there is freed. */
    public NDArray sample(NDManager scope, Draws draws, int batch) {
        try (NDManager inner = root.newSubManager()) {
            return sample(scope, rollOut(inner, draws, batch));
        }
    }

    /** Samples of given classes, int64 (B), belonging to {@code scope}. */
    public NDArray sample(NDManager scope, Draws draws, NDArray labels) {
        try (NDManager inner = root.newSubManager()) {
            return sample(scope, rollOut(inner, draws, labels));
        }
    }

    private NDArray sample(NDManager scope, RollOut rollOut) {
        NDArray last = samples(rollOut.last());
        last.attach(scope);
        return last;
    }

    /** The samples in states (B, ...), without what a multi-step solver remembers behind them. */
    public NDArray samples(NDArray states) {
        return sampler.memory() == 0
                ? states
                : states.get(":, 0:" + sampler.sampleShape()[0]).duplicate();
    }

    private static long[] batched(long batch, long[] one) {
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
