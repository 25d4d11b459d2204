package io.dxmi.trained;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.build.Models;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.engine.SeededDraws;
import io.dxmi.samplers.engine.Seeds;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.net.StepNetwork;
import io.dxmi.samplers.sample.Chain;
import io.dxmi.samplers.sample.GaussianSampler;
import io.dxmi.samplers.sample.OnnxSampler;
import io.dxmi.samplers.sample.RollOut;
import io.dxmi.samplers.sample.Sampler;
import io.dxmi.samplers.schedule.StepCoefficients;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Samples of a trained sampler. */
final class PolicySource implements Source {

    /** Samples that are drawn in one native call a step, and numbers in them: large pictures come a few at a time. */
    private static final int BATCH = 500;

    private static final int NUMBERS = 1_500_000;

    private static final int[] ANY_CLASS = {};

    private final NDManager root;
    private final GaussianSampler policy;
    private final Weights weights;
    private final Chain chain;

    PolicySource(NDManager root, Models models, Weights weights) {
        this(root, models, weights, new Chain(root, models.sampler(), weights));
    }

    /** The same sampler, moved by {@code chain}. */
    PolicySource(NDManager root, Models models, Weights weights, Chain chain) {
        this.root = root;
        this.policy = models.sampler();
        this.weights = weights;
        this.chain = chain;
    }

    Sampler sampler() {
        return chain.sampler();
    }

    /** What samples are drawn from, by the names of {@link OnnxSampler}'s inputs. */
    Map<String, HostTensor> noise(long seed, int n, int[] classes) {
        try (NDManager scope = root.newSubManager()) {
            return SamplerNoise.of(root, chain.sampler(), seed, labels(scope, seed, 0, n, classes));
        }
    }

    @Override
    public int steps() {
        return chain.sampler().steps();
    }

    @Override
    public float[] sample(long seed, long first, int n, int[] classes, Progress progress) {
        return sample(chain, seed, first, n, classes, progress);
    }

    private float[] sample(Chain chain, long seed, long first, int n, int[] classes, Progress progress) {
        int dimensions = 1;
        for (long size : policy.sampleShape()) dimensions *= Math.toIntExact(size);
        int most = Math.max(1, Math.min(BATCH, NUMBERS / dimensions));
        float[] out = new float[n * dimensions];
        SeededDraws draws = new SeededDraws(seed);
        progress.begin("sample", 0, n);
        for (int done = 0; done < n; done += most) {
            int batch = Math.min(most, n - done);
            try (NDManager scope = root.newSubManager()) {
                NDArray labels = labels(scope, seed, first + done, batch, classes);
                float[] part = Torch.floats(chain.sample(scope, draws.perRow(first + done), labels));
                System.arraycopy(part, 0, out, done * dimensions, part.length);
            }
            progress.step("sample", done + batch, Map.of());
        }
        progress.end("sample");
        return out;
    }

    /** A class for each sample, which depends on its number alone; zeros without classes. */
    private NDArray labels(NDManager scope, long seed, long first, int n, int[] classes) {
        long[] labels = new long[n];
        for (int i = 0; i < n && policy.classes() > 0; i++) {
            labels[i] = classes.length > 0
                    ? classes[(int) ((first + i) % classes.length)]
                    : (Seeds.mix(Seeds.mix(seed, first + i), "class") >>> 1) % policy.classes();
        }
        return Torch.array(scope, labels, n);
    }

    @Override
    public float[] sampleBy(StepCoefficients coefficients, long seed, int n, Progress progress) {
        GaussianSampler plain = new GaussianSampler(policy.network(), policy.sampleShape(), coefficients, 0);
        try (Chain other = new Chain(root, plain, weights)) {
            return sample(other, seed, 0, n, ANY_CLASS, progress);
        }
    }

    @Override
    public float[] sampleBy(Function<StepNetwork, Sampler> sampler, long seed, int n, Progress progress) {
        try (Chain other = new Chain(root, sampler.apply(policy.network()), weights)) {
            return sample(other, seed, 0, n, ANY_CLASS, progress);
        }
    }

    @Override
    public SamplerStep step(float[] states, int t, float[] noise) {
        int dimensions = 1;
        for (long size : policy.sampleShape()) dimensions *= Math.toIntExact(size);
        long[] shape = Trained.batched(states.length / dimensions, policy.sampleShape());
        try (NDManager scope = root.newSubManager()) {
            List<NDArray> step =
                    chain.step(scope, Torch.array(scope, states, shape), t, Torch.array(scope, noise, shape));
            return new SamplerStep(Torch.floats(step.get(0)), Torch.floats(step.get(2)));
        }
    }

    @Override
    public List<float[]> paths(long seed, int n) {
        try (NDManager scope = root.newSubManager()) {
            RollOut rollOut =
                    chain.rollOut(scope, new SeededDraws(seed).perRow(0), labels(scope, seed, 0, n, ANY_CLASS));
            List<float[]> states = new ArrayList<>();
            for (NDArray x : rollOut.states()) states.add(Torch.floats(chain.samples(x)));
            return states;
        }
    }

    @Override
    public void close() {
        chain.close();
    }
}
