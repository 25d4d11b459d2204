package io.dxmi.runs.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.engine.Compiled;
import io.dxmi.samplers.engine.Computation;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.sample.GaussianSampler;
import io.dxmi.trained.Trained;
import io.dxmi.value.ValueFunction;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a sampler goes from noise to data: its deviation at each step and, where a value is trained, the mean value there. */
final class StepProfile implements AutoCloseable {

    /** Trajectories over which values are averaged, if as many samples are measured. */
    private static final int PATHS = 200;

    private final Setup setup;
    private final Weights sampler;
    private final Optional<Compiled> value;
    private final int paths;

    private StepProfile(Setup setup, Weights sampler) {
        this.setup = setup;
        this.sampler = sampler;
        this.paths = Math.min(PATHS, setup.config().evaluation().everySamples());
        boolean valued = setup.config().game().dxdp().isPresent()
                && setup.config().data().classes() == 0;
        this.value = valued
                ? Optional.of(new Compiled(
                        setup.root(),
                        new ValueOf(setup.models().value(setup.config().value())),
                        setup.game().learners().stream().map(Learner::average).toArray(Weights[]::new)))
                : Optional.empty();
    }

    /** Of the averages of a game; empty without a sampler of Gaussian steps. */
    static Optional<StepProfile> of(Setup setup) {
        if (!(setup.models().trained() instanceof GaussianSampler)) return Optional.empty();
        return setup.game().sampler().map(learner -> new StepProfile(setup, learner.average()));
    }

    private record ValueOf(ValueFunction value) implements Computation {
        @Override
        public List<String> inputs() {
            return List.of("x", "t");
        }

        @Override
        public <T> List<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
            return List.of(o.mean(value.at(o, networks, in.get(0), in.get(1))));
        }
    }

    /** The profile of now: {@code sigma} (T) and, where there is a value, {@code value} (T + 1), states from noise to sample. */
    Map<String, double[]> now(Trained trained, long seed) {
        Map<String, double[]> profile = new LinkedHashMap<>();
        profile.put("sigma", sigma());
        value.ifPresent(compiled -> profile.put("value", values(compiled, trained.paths(seed, paths), trained)));
        return profile;
    }

    private double[] sigma() {
        GaussianSampler policy = setup.models().sampler();
        double[] sigma = policy.coefficients().std().clone();
        if (policy.trainedSteps() == 0) return sigma;
        float[] log = Torch.floats(sampler.get(GaussianSampler.LOG_SIGMA));
        for (int t = 0; t < policy.trainedSteps(); t++) sigma[t] = Math.exp(log[t]);
        return sigma;
    }

    private double[] values(Compiled compiled, List<float[]> states, Trained trained) {
        double[] means = new double[states.size()];
        for (int t = 0; t < means.length; t++) {
            try (NDManager scope = setup.root().newSubManager()) {
                NDArray x = Torch.array(scope, states.get(t), Trained.batched(paths, trained.sampleShape()));
                long[] times = new long[paths];
                Arrays.fill(times, t);
                means[t] = Torch.floats(compiled.call(scope, x, Torch.array(scope, times, paths))
                        .get(0))[0];
            }
        }
        return means;
    }

    @Override
    public void close() {
        value.ifPresent(Compiled::close);
    }
}
