package io.dxmi.trained;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.build.Data;
import io.dxmi.build.Models;
import io.dxmi.build.Solvers;
import io.dxmi.config.Config;
import io.dxmi.config.GameConfig;
import io.dxmi.config.ValueConfig;
import io.dxmi.gcd.energy.EnergyFunction;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.engine.train.Diverged;
import io.dxmi.samplers.net.StepNetwork;
import io.dxmi.samplers.sample.Chain;
import io.dxmi.samplers.sample.Sampler;
import io.dxmi.samplers.sample.SamplerKind;
import io.dxmi.samplers.schedule.StepCoefficients;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.value.GuidedStep;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A source of samples and an energy with fixed weights, ready for use. All arrays are flat, one sample after the other. */
public final class Trained implements AutoCloseable {

    /** Samples that are drawn, and energies that are evaluated, in one native call. */
    public static final int BATCH = 500;

    private final NDManager root;
    private final Models models;
    private final Source source;
    private final Optional<Weights> sampler;
    private final Weights energyWeights;
    private final EnergyFunction energy;

    private Trained(NDManager root, Models models, Source source, Optional<Weights> sampler, Weights energy) {
        this.root = root;
        this.models = models;
        this.source = source;
        this.sampler = sampler;
        this.energyWeights = energy;
        this.energy = new EnergyFunction(root, models.energy(), energy);
    }

    /**
     * A trained game.
     *
     * @param sampler empty where samples come from chains on the energy
     */
    public static Trained of(NDManager root, Config config, Models models, Optional<Weights> sampler, Weights energy) {
        Source source;
        if (config.game() instanceof GameConfig.Chains rules) {
            source = new ChainSource(root, models, energy, rules);
        } else if (config.game() instanceof GameConfig.Transport) {
            source = new TransportMap(root, models, sampler.orElseThrow(), () -> Data.start(config.data()));
        } else {
            source = drawnBy(root, config, models, sampler.orElseThrow());
        }
        return new Trained(root, models, source, sampler, energy);
    }

    private static Source drawnBy(NDManager root, Config config, Models models, Weights weights) {
        SamplerKind kind = config.sampler().kind();
        if (kind.isGaussian()) return new PolicySource(root, models, weights);
        Sampler solver = Solvers.of(config, models, kind, models.sampler().steps());
        return new PolicySource(root, models, weights, new Chain(root, solver, weights));
    }

    /**
     * The same weights, with samples drawn by another sampler of their network; the caller closes it.
     *
     * @throws UserError if samples come from chains on the energy
     */
    public Trained drawnBy(Sampler other) {
        Weights policy = policy("drawn by a solver");
        Chain chain = new Chain(root, other, policy);
        return new Trained(root, models, new PolicySource(root, models, policy, chain), sampler, energyWeights);
    }

    /** The same energy, with samples drawn by another sampler's weights; the caller closes it. */
    public Trained withSampler(Config config, Weights other) {
        return of(root, config, models, Optional.of(other), energyWeights);
    }

    /**
     * Reads the averaged weights out of a checkpoint.
     *
     * @param origin the file, named in errors
     * @throws io.dxmi.samplers.UserError if they do not fit the models
     */
    public static Trained restored(
            NDManager root, Config config, Models models, Map<String, HostTensor> state, String origin) {
        Optional<Weights> sampler = config.game() instanceof GameConfig.Chains
                ? Optional.empty()
                : Optional.of(AveragedWeights.ofSampler(root, models, state, origin));
        return of(root, config, models, sampler, AveragedWeights.ofEnergy(root, models, state, origin));
    }

    /**
     * The same, with steps that also go down the value's gradient.
     *
     * @param state a checkpoint with the averaged weights of a value network, if the value has its own
     * @param lambda positive goes downhill in energy
     */
    public Trained guided(ValueConfig value, double lambda, Map<String, HostTensor> state, String origin) {
        double[] lambdas = new double[steps()];
        Arrays.fill(lambdas, lambda);
        Weights policy = policy("guided");
        List<Weights> networks = new ArrayList<>(List.of(policy, energyWeights));
        if (value instanceof ValueConfig.Separate) {
            networks.add(AveragedWeights.ofValue(root, models, state, origin));
        }
        GuidedStep step = new GuidedStep(models.sampler(), models.value(value), lambdas);
        Chain chain = new Chain(root, models.sampler(), step, networks.toArray(Weights[]::new));
        return new Trained(root, models, new PolicySource(root, models, policy, chain), sampler, energyWeights);
    }

    private Weights policy(String use) {
        return sampler.orElseThrow(() -> new UserError(
                "expected a run with a trained sampler, got one whose samples are chains on the energy: nothing there"
                        + " can be "
                        + use));
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
        return sample(seed, first, n, new int[0], progress);
    }

    /**
     * The same of given classes.
     *
     * @param classes sample i is of class {@code classes[i % length]}; empty for any, and of no effect without classes
     * @throws Diverged if a value is not finite
     */
    public float[] sample(long seed, long first, int n, int[] classes, Progress progress) {
        float[] samples = source.sample(seed, first, n, classes, progress);
        for (float value : samples) if (!Float.isFinite(value)) throw notFinite();
        return samples;
    }

    /** Weights that are finite but huge: the last updates come after the last loss that could tell. */
    static Diverged notFinite() {
        return new Diverged(
                "samples of the trained network are not finite: the training has diverged; lower learning rates"
                        + " (pretrain.rate, sampler.optimizer.rate, sampler.sigma.rate) usually help");
    }

    /** Samples' classes lie in [0, classes); 0 for a sampler without. */
    public int classes() {
        return models.sampler().classes();
    }

    /** Whether there is one energy per class. */
    public boolean energyReadsClasses() {
        return models.energy().classes() > 0;
    }

    /** Samples of the same network under other coefficients (DDIM, another number of steps), with no step noise learned. */
    public float[] sampleBy(StepCoefficients coefficients, long seed, int n, Progress progress) {
        return source.sampleBy(coefficients, seed, n, progress);
    }

    /** Samples by the trained policy itself, whichever solver the configuration chose. */
    public float[] sampleByPolicy(long seed, int n, Progress progress) {
        return source.sampleBy(network -> models.sampler(), seed, n, progress);
    }

    /** Samples of the same network by a solver of the caller's. */
    public float[] sampleBy(Function<StepNetwork, Sampler> sampler, long seed, int n, Progress progress) {
        return source.sampleBy(sampler, seed, n, progress);
    }

    /** States of n trajectories from noise to samples, at a few moments; those of a sampler at every step. */
    public List<float[]> paths(long seed, int n) {
        return source.paths(seed, n);
    }

    /**
     * One step of the sampler from given states.
     *
     * @param states flat (n, sample shape)
     * @param t in [0, {@link #steps})
     * @param noise unit, of the same shape
     * @throws UnsupportedOperationException if samples are not drawn in steps
     */
    public SamplerStep step(float[] states, int t, float[] noise) {
        return source.step(states, t, noise);
    }

    /** The map of a transport. @throws UserError if the run is none */
    public TransportMap transport() {
        if (source instanceof TransportMap map) return map;
        throw new UserError(
                "expected a run of game.kind=transport, which translates data, got one that draws samples from"
                        + " noise");
    }

    /** Energies of n samples, in nats times the temperature, up to a constant. @throws UserError if there is one energy per class */
    public double[] energies(float[] samples) {
        if (energyReadsClasses()) {
            throw new UserError("this run has an energy per class, below "
                    + models.energy().classes() + "; expected " + UserError.parameter("class") + ", got none");
        }
        return energies(samples, 0);
    }

    /**
     * Energies of n samples as examples of one class, in nats times the temperature, up to a constant.
     *
     * @param label not read by an energy without classes
     */
    public double[] energies(float[] samples, int label) {
        int d = dimensions();
        int n = samples.length / d;
        double[] out = new double[n];
        for (int done = 0; done < n; done += BATCH) {
            int batch = Math.min(BATCH, n - done);
            float[] part = new float[batch * d];
            System.arraycopy(samples, done * d, part, 0, part.length);
            try (NDManager scope = root.newSubManager()) {
                NDArray x = Torch.array(scope, part, batched(batch));
                float[] e = Torch.floats(
                        (energyReadsClasses()
                                ? energy.of(scope, x, Torch.filled(scope, batch, label))
                                : energy.of(scope, x)));
                for (int i = 0; i < batch; i++) out[done + i] = e[i];
            }
        }
        return out;
    }

    /** The same networks as files for use without this toolkit. @throws UserError if samples come from chains on the energy */
    public NetworkExport export() {
        Sampler drawn = source instanceof PolicySource own ? own.sampler() : models.trained();
        return new NetworkExport(models, drawn, policy("exported"), energyWeights);
    }

    /**
     * What samples 0 to n - 1 of a seed are drawn from, as an exported ONNX sampler takes it.
     *
     * @param classes as {@link #sample(long, long, int, int[], Progress)} takes them
     * @return arrays by the names of its inputs
     * @throws UserError if samples come from no trained sampler, or the arrays would be too large
     */
    public Map<String, HostTensor> noise(long seed, int n, int[] classes) {
        policy("drawn from given noise");
        if (source instanceof PolicySource own) return own.noise(seed, n, classes);
        throw new UserError("a transport draws no samples from noise");
    }

    private long[] batched(long batch) {
        return batched(batch, sampleShape());
    }

    public static long[] batched(long batch, long[] sampleShape) {
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
