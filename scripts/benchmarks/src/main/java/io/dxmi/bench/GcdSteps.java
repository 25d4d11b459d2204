package io.dxmi.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.gcd.energy.Energy;
import io.dxmi.gcd.energy.GaussianBase;
import io.dxmi.gcd.energy.NetworkEnergy;
import io.dxmi.gcd.negative.Langevin;
import io.dxmi.gcd.negative.MarkovChain;
import io.dxmi.gcd.negative.NegativeSampler;
import io.dxmi.gcd.negative.PersistentChains;
import io.dxmi.gcd.negative.TrainableSampler;
import io.dxmi.gcd.objective.ContrastiveLoss;
import io.dxmi.gcd.path.PathKl;
import io.dxmi.gcd.train.EnergyStep;
import io.dxmi.gcd.train.Monitor;
import io.dxmi.gcd.train.Pace;
import io.dxmi.gcd.train.PathwiseUpdate;
import io.dxmi.gcd.train.SamplerUpdate;
import io.dxmi.gcd.train.Trainer;
import io.dxmi.samplers.data.FreshDraws;
import io.dxmi.samplers.data.PointSet;
import io.dxmi.samplers.engine.SeededDraws;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.engine.train.Adam;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.engine.train.RateSchedule;
import io.dxmi.samplers.net.FourierFeatures;
import io.dxmi.samplers.net.Mlp;
import io.dxmi.samplers.net.StepTable;
import io.dxmi.samplers.net.TimeMlp;
import io.dxmi.samplers.sample.Chain;
import io.dxmi.samplers.sample.GaussianSampler;
import io.dxmi.samplers.sample.Sampler;
import io.dxmi.samplers.schedule.GeometricSchedule;
import io.dxmi.samplers.schedule.Prediction;
import io.dxmi.samplers.schedule.StepCoefficients;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A PCD-10 and a GCD iteration with the networks of the 2-D presets, and beside each the network evaluations that it cannot
 * do without.
 */
final class GcdSteps implements AutoCloseable {

    static final int BATCH = 256;
    static final int CHAIN = 10;
    static final int STEPS = 5;
    private static final int WIDTH = 64;
    private static final int DEPTH = 3;
    private static final int FEATURES = 32;
    private static final int BUFFER = 10_000;

    private final NDManager root;
    private final FreshDraws data = FreshDraws.of(PointSet.EIGHT_GAUSSIANS);
    private final SeededDraws draws = new SeededDraws(0);
    private final List<Runnable> owned = new ArrayList<>();
    private final Trainer pcd;
    private final Trainer gcd;
    private final BareEvaluations barePcd;
    private final BareEvaluations bareGcd;

    GcdSteps(NDManager root) {
        this.root = root;
        Energy energy = new GaussianBase(
                new NetworkEnergy(new Mlp(new FourierFeatures(2, FEATURES, 0.7), WIDTH, DEPTH, 1)), 3, 2);
        TimeMlp network = new TimeMlp(new FourierFeatures(2, FEATURES, 1), WIDTH, DEPTH, 2, new StepTable(STEPS));
        StepCoefficients coefficients = StepCoefficients.ddpmPosterior(
                        new GeometricSchedule(STEPS, 6, 0.15), Prediction.DATA)
                .withLastStd(0.03);
        GaussianSampler policy = new GaussianSampler(network, new long[] {2}, coefficients, STEPS - 1);

        Learner alone = energyLearner(energy);
        pcd = trainer(
                energy,
                alone,
                new PersistentChains(
                        root,
                        new MarkovChain(root, energy, alone.weights(), Langevin.of(0.02), CHAIN),
                        new long[] {2},
                        BUFFER,
                        2,
                        0.02,
                        0),
                Optional.empty(),
                List.of(alone));
        Learner critic = energyLearner(energy);
        Learner sampler = keep(
                new Learner(
                        root,
                        Weights.initial(root, Sampler.NETWORK, policy.parameters(), 0),
                        Adam.of(5e-4).withClip(0.1)),
                Learner::close);
        PathwiseUpdate update = new PathwiseUpdate(
                root, sampler, policy, energy, critic.weights(), new PathKl(coefficients.beta(), 2), 0.1);
        gcd = trainer(
                energy,
                critic,
                new TrainableSampler(new Chain(root, policy, sampler.weights())),
                Optional.of(update),
                List.of(critic, sampler));
        barePcd = keep(BareEvaluations.ofChains(root, energy, CHAIN), BareEvaluations::close);
        bareGcd = keep(BareEvaluations.ofSampler(root, energy, policy, BATCH), BareEvaluations::close);
    }

    private <C> C keep(C one, Consumer<C> close) {
        owned.add(0, () -> close.accept(one));
        return one;
    }

    private Learner energyLearner(Energy energy) {
        return keep(
                new Learner(root, Weights.initial(root, Energy.NETWORK, energy.parameters(), 0), Adam.of(5e-4)),
                Learner::close);
    }

    private Trainer trainer(
            Energy energy,
            Learner learner,
            NegativeSampler negatives,
            Optional<SamplerUpdate> update,
            List<Learner> learners) {
        Trainer trainer = new Trainer(
                root,
                new Trainer.Plan(
                        negatives,
                        new EnergyStep(learner, new ContrastiveLoss(energy, Energy.NETWORK, 0.05)),
                        update,
                        learners,
                        Pace.steady(RateSchedule.CONSTANT, 0.999),
                        new Monitor(50, new long[] {2}, 1)));
        return keep(trainer, Trainer::close);
    }

    /** Milliseconds of the four, turn by turn. */
    void run(long i, Samples pcdTime, Samples barePcdTime, Samples gcdTime, Samples bareGcdTime) {
        try (NDManager scope = root.newSubManager()) {
            NDArray batch = Torch.array(scope, data.batch(0, i, BATCH), BATCH, 2);
            Instant a = Instant.now();
            pcd.iterate(i, batch, draws.at(i));
            Instant b = Instant.now();
            barePcd.run(scope, batch);
            Instant c = Instant.now();
            gcd.iterate(i, batch, draws.at(i));
            Instant d = Instant.now();
            bareGcd.run(scope, batch);
            Instant e = Instant.now();
            pcdTime.add(a, b);
            barePcdTime.add(b, c);
            gcdTime.add(c, d);
            bareGcdTime.add(d, e);
        }
    }

    @Override
    public void close() {
        for (Runnable one : owned) one.run();
    }
}
