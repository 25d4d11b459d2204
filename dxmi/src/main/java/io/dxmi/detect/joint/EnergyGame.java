package io.dxmi.detect.joint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.dxdp.AllStatesSamplerStep;
import io.dxmi.dxdp.DxdpUpdate;
import io.dxmi.dxdp.JointValueStep;
import io.dxmi.dxdp.SamplerLoss;
import io.dxmi.dxdp.Transitions;
import io.dxmi.gcd.energy.Energy;
import io.dxmi.gcd.negative.Langevin;
import io.dxmi.gcd.negative.MarkovChain;
import io.dxmi.gcd.negative.NegativeSampler;
import io.dxmi.gcd.negative.PersistentChains;
import io.dxmi.gcd.negative.TrainableSampler;
import io.dxmi.gcd.path.ForwardKernel;
import io.dxmi.gcd.path.PathKl;
import io.dxmi.gcd.train.EnergyStep;
import io.dxmi.gcd.train.Monitor;
import io.dxmi.gcd.train.Pace;
import io.dxmi.gcd.train.PathwiseUpdate;
import io.dxmi.gcd.train.SamplerUpdate;
import io.dxmi.gcd.train.Trainer;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.engine.Draws;
import io.dxmi.samplers.engine.Loss;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.engine.train.Adam;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.engine.train.RateSchedule;
import io.dxmi.samplers.net.FourierFeatures;
import io.dxmi.samplers.net.StepTable;
import io.dxmi.samplers.net.TimeMlp;
import io.dxmi.samplers.sample.Chain;
import io.dxmi.samplers.sample.GaussianSampler;
import io.dxmi.value.CostToGo;
import io.dxmi.value.SeparateValue;
import io.dxmi.value.TimeValue;
import io.dxmi.value.ValueFunction;
import io.dxmi.value.Velocity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An energy of vectors and what hands it negatives: a pre-trained sampler that follows a value function (DxMI with separate
 * energy and value, the setting of the paper's anomaly detection, section 5.3) or is moved by back-propagation (GCD), or
 * chains on the energy itself (PCD).
 */
public final class EnergyGame implements AutoCloseable {

    /** Learning rates end at this share of their first values. */
    private static final double FLOOR = 0.05;

    /** Of the running averages of weights. */
    private static final double DECAY = 0.98;

    private static final double VALUE_RATE = 2e-3;
    private static final int VALUE_DEPTH = 2;

    private static final int CHAINS = 1024;
    private static final double RESTART = 0.05;

    /** Steps of each chain in an iteration. */
    private static final int CHAIN_STEPS = 20;

    /** A fit has no report that would hold a monitor's findings, and the data may be numbers of rows. */
    private static final int NEVER = Integer.MAX_VALUE;

    /**
     * The energy's side.
     *
     * @param learner of the energy's weights, closed by the caller
     * @param loss of data and samples; its data may be numbers of rows
     */
    public record Player(Energy energy, Learner learner, Loss loss) {}

    private final NDManager root;
    private final JointSettings settings;
    private final int dimensions;
    private final Player player;
    private final List<Learner> learners = new ArrayList<>();
    private final Trainer trainer;

    /** A game by the chosen trainer, its sampler pre-trained on the rows. */
    EnergyGame(NDManager root, JointSettings settings, long seed, DataRows rows, Player player, Progress progress) {
        this.root = root;
        this.settings = settings;
        this.dimensions = rows.dimensions();
        this.player = player;
        trainer = switch (settings.trainer()) {
            case DXMI, GCD -> againstSampler(seed, rows, progress);
            case PCD -> trainer(chains(seed), Optional.empty());
            case AUTO, NONE -> throw new IllegalArgumentException("a game needs a trainer, got " + settings.trainer());
        };
    }

    private Trainer againstSampler(long seed, DataRows rows, Progress progress) {
        VectorPolicy policy = VectorPolicy.of(settings, dimensions);
        Weights weights = policy.pretrained(root, rows, seed, progress);
        Learner sampler = policy.learner(root, weights);
        learners.add(sampler);
        SamplerUpdate update = settings.trainer() == JointSettings.Trainer.DXMI
                ? dxdp(sampler, policy.sampler(), seed)
                : pathwise(sampler, policy.sampler());
        return trainer(new TrainableSampler(new Chain(root, policy.sampler(), weights)), Optional.of(update));
    }

    private SamplerUpdate dxdp(Learner sampler, GaussianSampler policy, long seed) {
        int steps = settings.steps();
        TimeMlp network = new TimeMlp(
                FourierFeatures.none(dimensions), settings.width(), VALUE_DEPTH, 1, new StepTable(steps + 1));
        SeparateValue value = new SeparateValue(new TimeValue(network, ValueFunction.NETWORK), player.energy(), steps);
        Learner valueLearner = new Learner(
                root, Weights.initial(root, ValueFunction.NETWORK, network.parameters(), seed), Adam.of(VALUE_RATE));
        learners.add(valueLearner);
        Weights energy = player.learner().weights();
        double[] beta = policy.coefficients().beta();
        Transitions.Fresh fresh = new Transitions.Fresh(policy);
        SamplerLoss loss = new SamplerLoss(cost(value, beta, settings.tau()), fresh);
        return new DxdpUpdate(
                new Velocity(root, beta, 1),
                new JointValueStep(valueLearner, value, cost(value, beta, 0), fresh, energy, sampler.weights()),
                new AllStatesSamplerStep(sampler, loss, energy, valueLearner.weights()),
                5L * steps); // three evaluations a state for the value, two for the sampler
    }

    private static CostToGo cost(SeparateValue value, double[] beta, double tau) {
        double[] weights = CostToGo.weights(beta.length, tau, 0);
        return new CostToGo(value, new ForwardKernel(beta, 2), new double[beta.length], weights, weights);
    }

    /** {@code gcd} counts nats of the whole vector, hence tau / d. */
    private SamplerUpdate pathwise(Learner sampler, GaussianSampler policy) {
        return new PathwiseUpdate(
                root,
                sampler,
                policy,
                player.energy(),
                player.learner().weights(),
                new PathKl(policy.coefficients().beta(), dimensions),
                settings.tau() / dimensions);
    }

    /**
     * Persistent Langevin chains at the temperature that a sampler would have, {@code exp(-d E / tau)}. The energy near a
     * remembered point is its squared distance over d, so that a step of d / 4 goes half of the way there.
     */
    private NegativeSampler chains(long seed) {
        Langevin kernel = new Langevin(dimensions / 4.0, Math.sqrt(settings.tau() / 2));
        MarkovChain chain =
                new MarkovChain(root, player.energy(), player.learner().weights(), kernel, CHAIN_STEPS);
        return new PersistentChains(
                root, chain, new long[] {dimensions}, Math.max(CHAINS, settings.batch()), 1, RESTART, seed);
    }

    private Trainer trainer(NegativeSampler negatives, Optional<SamplerUpdate> update) {
        List<Learner> all = new ArrayList<>(learners);
        all.add(player.learner());
        Pace pace = new Pace(RateSchedule.cosine(settings.iterations(), FLOOR), 1, settings.samplerFrom(), DECAY);
        return new Trainer(
                root,
                new Trainer.Plan(
                        negatives,
                        new EnergyStep(player.learner(), player.loss()),
                        update,
                        all,
                        pace,
                        new Monitor(NEVER, new long[] {dimensions}, 1)));
    }

    /** One iteration, with the data that the loss takes. @return its scalars, by name */
    public Map<String, Double> iterate(long i, NDArray data, Draws draws) {
        return trainer.iterate(i, data, draws);
    }

    @Override
    public void close() {
        trainer.close();
        learners.forEach(Learner::close);
    }
}
