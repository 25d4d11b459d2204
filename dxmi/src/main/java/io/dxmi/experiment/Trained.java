package io.dxmi.experiment;

import ai.djl.ndarray.NDManager;
import io.dxmi.config.Config;
import io.dxmi.config.GameConfig;
import io.dxmi.gcd.energy.Energy;
import io.dxmi.gcd.energy.EnergyFunction;
import io.dxmi.samplers.checkpoint.HostTensor;
import io.dxmi.samplers.engine.Learner;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.run.Progress;
import io.dxmi.samplers.sample.Sampler;
import io.dxmi.samplers.schedule.StepCoefficients;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A source of samples and an energy with fixed weights, ready for use. All arrays are flat, one sample after the other. */
public final class Trained implements AutoCloseable {

    /** Samples that are drawn, and energies that are evaluated, in one native call. */
    private static final int BATCH = 500;

    private final NDManager root;
    private final Models models;
    private final Source source;
    private final EnergyFunction energy;

    private Trained(NDManager root, Models models, Source source, Weights energy) {
        this.root = root;
        this.models = models;
        this.source = source;
        this.energy = new EnergyFunction(root, models.energy(), energy);
    }

    /**
     * A trained game.
     *
     * @param sampler empty where samples come from chains on the energy
     */
    static Trained of(NDManager root, Config config, Models models, Optional<Weights> sampler, Weights energy) {
        Source source = config.game() instanceof GameConfig.Chains rules
                ? new ChainSource(root, models, energy, rules)
                : new PolicySource(root, models, sampler.orElseThrow());
        return new Trained(root, models, source, energy);
    }

    /**
     * Reads the averaged weights out of a checkpoint.
     *
     * @param origin the file, named in errors
     * @throws io.dxmi.samplers.run.UserError if they do not fit the models
     */
    static Trained restored(
            NDManager root, Config config, Models models, Map<String, HostTensor> state, String origin) {
        Optional<Weights> sampler = config.game() instanceof GameConfig.Chains
                ? Optional.empty()
                : Optional.of(samplerOf(root, models, state, origin));
        return of(root, config, models, sampler, energyOf(root, models, state, origin));
    }

    static Weights samplerOf(NDManager root, Models models, Map<String, HostTensor> state, String origin) {
        Weights weights =
                Weights.initial(root, Sampler.NETWORK, models.sampler().parameters(), 0);
        weights.set(Learner.within(state, Sampler.NETWORK + "/average/"), origin);
        return weights;
    }

    static Weights energyOf(NDManager root, Models models, Map<String, HostTensor> state, String origin) {
        Weights weights = Weights.initial(root, Energy.NETWORK, models.energy().parameters(), 0);
        weights.set(Learner.within(state, Energy.NETWORK + "/average/"), origin);
        return weights;
    }

    public long[] sampleShape() {
        return models.sampler().sampleShape();
    }

    /** Values per sample. */
    public int dimensions() {
        int d = 1;
        for (long n : sampleShape()) d *= Math.toIntExact(n);
        return d;
    }

    /** Steps from noise to a sample. */
    public int steps() {
        return source.steps();
    }

    /** Samples number {@code first} to {@code first + n - 1} of a seed; each is the same whatever the batch. */
    public float[] sample(long seed, long first, int n, Progress progress) {
        return source.sample(seed, first, n, progress);
    }

    /** Samples of the same network under other coefficients (DDIM, another number of steps), with no step noise learned. */
    float[] sampleBy(StepCoefficients coefficients, long seed, int n) {
        return source.sampleBy(coefficients, seed, n);
    }

    /** States of n trajectories from noise to samples, at a few moments; those of a sampler at every step. */
    public List<float[]> paths(long seed, int n) {
        return source.paths(seed, n);
    }

    /** Energies of n samples, nats up to a constant. */
    public double[] energies(float[] samples) {
        int d = dimensions();
        int n = samples.length / d;
        double[] out = new double[n];
        for (int done = 0; done < n; done += BATCH) {
            int batch = Math.min(BATCH, n - done);
            float[] part = new float[batch * d];
            System.arraycopy(samples, done * d, part, 0, part.length);
            try (NDManager scope = root.newSubManager()) {
                float[] e = energy.of(scope, Torch.array(scope, part, batched(batch)))
                        .toFloatArray();
                for (int i = 0; i < batch; i++) out[done + i] = e[i];
            }
        }
        return out;
    }

    private long[] batched(long batch) {
        return batched(batch, sampleShape());
    }

    static long[] batched(long batch, long[] sampleShape) {
        long[] shape = new long[sampleShape.length + 1];
        shape[0] = batch;
        System.arraycopy(sampleShape, 0, shape, 1, sampleShape.length);
        return shape;
    }

    @Override
    public void close() {
        source.close();
        energy.close();
    }
}
