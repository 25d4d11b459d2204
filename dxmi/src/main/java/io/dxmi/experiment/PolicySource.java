package io.dxmi.experiment;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.engine.SeededDraws;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.run.Progress;
import io.dxmi.samplers.sample.Chain;
import io.dxmi.samplers.sample.GaussianSampler;
import io.dxmi.samplers.sample.RollOut;
import io.dxmi.samplers.schedule.StepCoefficients;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Samples of a trained sampler. */
final class PolicySource implements Source {

    /** Samples that are drawn in one native call a step. */
    private static final int BATCH = 500;

    private final NDManager root;
    private final GaussianSampler policy;
    private final Weights weights;
    private final Chain chain;

    PolicySource(NDManager root, Models models, Weights weights) {
        this.root = root;
        this.policy = models.sampler();
        this.weights = weights;
        this.chain = new Chain(root, policy, weights);
    }

    @Override
    public int steps() {
        return policy.steps();
    }

    @Override
    public float[] sample(long seed, long first, int n, Progress progress) {
        return sample(chain, seed, first, n, progress);
    }

    private float[] sample(Chain chain, long seed, long first, int n, Progress progress) {
        int dimensions = 1;
        for (long size : policy.sampleShape()) dimensions *= Math.toIntExact(size);
        float[] out = new float[n * dimensions];
        SeededDraws draws = new SeededDraws(seed);
        progress.begin("sample", 0, n);
        for (int done = 0; done < n; done += BATCH) {
            int batch = Math.min(BATCH, n - done);
            try (NDManager scope = root.newSubManager()) {
                float[] part =
                        chain.sample(scope, draws.perRow(first + done), batch).toFloatArray();
                System.arraycopy(part, 0, out, done * dimensions, part.length);
            }
            progress.step("sample", done + batch, Map.of());
        }
        progress.end("sample");
        return out;
    }

    @Override
    public float[] sampleBy(StepCoefficients coefficients, long seed, int n) {
        GaussianSampler plain = new GaussianSampler(policy.network(), policy.sampleShape(), coefficients, 0);
        try (Chain other = new Chain(root, plain, weights)) {
            return sample(other, seed, 0, n, Progress.NONE);
        }
    }

    @Override
    public List<float[]> paths(long seed, int n) {
        try (NDManager scope = root.newSubManager()) {
            RollOut rollOut = chain.rollOut(scope, new SeededDraws(seed).perRow(0), n);
            List<float[]> states = new ArrayList<>();
            for (NDArray x : rollOut.states()) states.add(x.toFloatArray());
            return states;
        }
    }

    @Override
    public void close() {
        chain.close();
    }
}
