package io.dxmi.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.gcd.energy.Energy;
import io.dxmi.gcd.energy.GaussianBase;
import io.dxmi.gcd.energy.NetworkEnergy;
import io.dxmi.gcd.objective.ContrastiveLoss;
import io.dxmi.gcd.objective.GradientPenalty;
import io.dxmi.gcd.objective.RegularisedLoss;
import io.dxmi.gcd.objective.TransformLoss;
import io.dxmi.samplers.data.FreshDraws;
import io.dxmi.samplers.data.PointSet;
import io.dxmi.samplers.engine.Loss;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.engine.train.Adam;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.engine.train.Update;
import io.dxmi.samplers.net.FourierFeatures;
import io.dxmi.samplers.net.Mlp;
import java.util.List;

/** A step of the critic of the preset {@code sftpg-8gaussians}: by the c-transform, and with a gradient penalty instead. */
final class CriticSteps implements AutoCloseable {

    private static final int WIDTH = 64;
    private static final int DEPTH = 3;
    private static final int FEATURES = 32;

    private final NDManager root;
    private final int batch;
    private final FreshDraws data = FreshDraws.of(PointSet.EIGHT_GAUSSIANS);
    private final FreshDraws samples = FreshDraws.of(PointSet.TWO_SPIRALS);
    private final Learner penalised;
    private final Learner transformed;
    private final Update penalty;
    private final Update transform;

    /** Critics that learn from batches of so many points and as many samples. */
    CriticSteps(NDManager root, int batch) {
        this.root = root;
        this.batch = batch;
        Energy energy = new GaussianBase(
                new NetworkEnergy(new Mlp(new FourierFeatures(2, FEATURES, 0.7), WIDTH, DEPTH, 1)), 3, 2);
        penalised = learner(energy);
        transformed = learner(energy);
        Loss difference = new ContrastiveLoss(energy, Energy.NETWORK, 0);
        penalty = penalised.compile(
                new RegularisedLoss(difference, energy, Energy.NETWORK, List.of(new GradientPenalty(1, 1, 2))));
        transform = transformed.compile(new TransformLoss(energy, Energy.NETWORK, false, 2));
    }

    private Learner learner(Energy energy) {
        return new Learner(root, Weights.initial(root, Energy.NETWORK, energy.parameters(), 0), Adam.of(1e-3));
    }

    /** Milliseconds of both, in turn. */
    void run(long i, Samples penaltyTime, Samples transformTime) {
        try (NDManager scope = root.newSubManager()) {
            NDArray points = Torch.array(scope, data.batch(0, i, batch), batch, 2);
            NDArray drawn = Torch.array(scope, samples.batch(1, i, batch), batch, 2);
            Instant a = Instant.now();
            penalty.apply(1, i, points, drawn);
            Instant b = Instant.now();
            transform.apply(1, i, points, drawn);
            penaltyTime.add(a, b);
            transformTime.add(b, Instant.now());
        }
    }

    @Override
    public void close() {
        penalised.close();
        transformed.close();
    }
}
