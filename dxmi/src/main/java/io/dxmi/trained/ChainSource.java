package io.dxmi.trained;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.build.Models;
import io.dxmi.build.NegativeSamplers;
import io.dxmi.config.GameConfig;
import io.dxmi.gcd.negative.MarkovChain;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.engine.Draws;
import io.dxmi.samplers.engine.SeededDraws;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.net.StepNetwork;
import io.dxmi.samplers.sample.Sampler;
import io.dxmi.samplers.schedule.StepCoefficients;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Samples of a trained energy: the ends of chains from noise. */
final class ChainSource implements Source {

    /** Chains run in blocks of this size, numbered from the first sample on: a sample depends on its block alone. */
    private static final int BLOCK = 500;

    /** A chain is run in so many legs, between which its path is kept. */
    private static final int LEGS = 5;

    private final NDManager root;
    private final long[] sampleShape;
    private final int dimensions;
    private final double sd;
    private final int legSteps;
    private final MarkovChain leg;

    ChainSource(NDManager root, Models models, Weights energy, GameConfig.Chains rules) {
        this.root = root;
        this.sampleShape = models.sampler().sampleShape();
        this.dimensions = Math.toIntExact(Arrays.stream(sampleShape).reduce(1, Math::multiplyExact));
        this.sd = rules.noiseSd();
        this.legSteps = Math.max(1, rules.sampleSteps() / LEGS);
        this.leg =
                new MarkovChain(root, models.energy(), energy, NegativeSamplers.kernel(rules, sampleShape), legSteps);
    }

    @Override
    public int steps() {
        return legSteps * LEGS;
    }

    private List<float[]> block(long seed, long number) {
        try (NDManager scope = root.newSubManager()) {
            Draws draws = new SeededDraws(seed).at(number);
            NDArray x = draws.normal(scope, "start", Trained.batched(BLOCK, sampleShape))
                    .mul(Torch.scalar(scope, sd));
            List<float[]> states = new ArrayList<>(List.of(Torch.floats(x)));
            for (int i = 0; i < LEGS; i++) {
                x = leg.run(scope, x, draws.seed("leg " + i)).states();
                states.add(Torch.floats(x));
            }
            return states;
        }
    }

    @Override
    public float[] sample(long seed, long first, int n, int[] classes, Progress progress) {
        float[] out = new float[n * dimensions];
        progress.begin("sample", 0, n);
        int done = 0;
        while (done < n) {
            long number = (first + done) / BLOCK;
            int skipped = (int) ((first + done) % BLOCK);
            int taken = Math.min(BLOCK - skipped, n - done);
            System.arraycopy(
                    block(seed, number).get(LEGS), skipped * dimensions, out, done * dimensions, taken * dimensions);
            done += taken;
            progress.step("sample", done, Map.of());
        }
        progress.end("sample");
        return out;
    }

    @Override
    public float[] sampleBy(StepCoefficients coefficients, long seed, int n, Progress progress) {
        throw new UnsupportedOperationException("chains have no steps of a schedule");
    }

    @Override
    public float[] sampleBy(Function<StepNetwork, Sampler> sampler, long seed, int n, Progress progress) {
        throw new UnsupportedOperationException("chains have no network of a sampler");
    }

    @Override
    public List<float[]> paths(long seed, int n) {
        List<float[]> all = new ArrayList<>();
        for (int i = 0; i <= LEGS; i++) all.add(new float[n * dimensions]);
        for (int done = 0; done < n; done += BLOCK) {
            List<float[]> block = block(seed, done / BLOCK);
            int taken = Math.min(BLOCK, n - done) * dimensions;
            for (int i = 0; i <= LEGS; i++) System.arraycopy(block.get(i), 0, all.get(i), done * dimensions, taken);
        }
        return all;
    }

    @Override
    public void close() {
        leg.close();
    }
}
