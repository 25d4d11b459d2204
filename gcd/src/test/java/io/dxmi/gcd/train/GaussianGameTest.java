package io.dxmi.gcd.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import io.dxmi.gcd.energy.Energy;
import io.dxmi.gcd.energy.QuadraticEnergy;
import io.dxmi.gcd.negative.TrainableSampler;
import io.dxmi.gcd.objective.ContrastiveLoss;
import io.dxmi.samplers.engine.SeededDraws;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.engine.train.Adam;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.engine.train.RateSchedule;
import io.dxmi.samplers.sample.Chain;
import io.dxmi.samplers.sample.Sampler;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The game in closed form: Gaussian data, a quadratic energy and an affine sampler. */
class GaussianGameTest {

    private static final double[] MEAN = {1, -0.5};
    /** Root of the covariance, lower triangular: variances 1.44 and 0.45, covariance 0.36. */
    private static final double[][] ROOT = {{1.2, 0}, {0.3, 0.6}};

    private static final int ITERATIONS = 3000;
    private static final int BATCH = 256;

    private static float[] data(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] rows = new float[2 * BATCH];
        for (int i = 0; i < BATCH; i++) {
            double a = random.nextGaussian();
            double b = random.nextGaussian();
            rows[2 * i] = (float) (MEAN[0] + ROOT[0][0] * a);
            rows[2 * i + 1] = (float) (MEAN[1] + ROOT[1][0] * a + ROOT[1][1] * b);
        }
        return rows;
    }

    /** A Gaussian by mean and covariance (xx, xy, yy). */
    private record Gaussian(double[] mean, double xx, double xy, double yy) {
        double logDeterminant() {
            return Math.log(xx * yy - xy * xy);
        }

        /** {@code KL(this || other)}. */
        double divergence(Gaussian other) {
            double det = other.xx * other.yy - other.xy * other.xy;
            double ixx = other.yy / det;
            double iyy = other.xx / det;
            double ixy = -other.xy / det;
            double dx = mean[0] - other.mean[0];
            double dy = mean[1] - other.mean[1];
            double trace = ixx * xx + iyy * yy + 2 * ixy * xy;
            double distance = ixx * dx * dx + iyy * dy * dy + 2 * ixy * dx * dy;
            return 0.5 * (trace + distance - 2 + other.logDeterminant() - logDeterminant());
        }
    }

    @Test
    void energyAndSamplerBothBecomeTheDataAndTheObjectiveVanishes() {
        AffineSampler policy = new AffineSampler(2);
        QuadraticEnergy form = new QuadraticEnergy(2);
        try (NDManager root = Torch.open();
                Learner sampler = new Learner(
                        root,
                        Weights.initial(root, Sampler.NETWORK, policy.parameters(), 0),
                        Adam.of(1e-2).withBetas(0.5, 0.99));
                Learner energy = new Learner(
                        root,
                        Weights.initial(root, Energy.NETWORK, form.parameters(), 0),
                        Adam.of(1e-2).withBetas(0.5, 0.99));
                PathwiseUpdate update = new PathwiseUpdate(root, sampler, policy, form, energy.weights(), policy, 1);
                Chain chain = new Chain(root, policy, sampler.weights())) {
            Trainer trainer = new Trainer(
                    root,
                    new Trainer.Plan(
                            new TrainableSampler(chain),
                            new EnergyStep(energy, new ContrastiveLoss(form, Energy.NETWORK, 0)),
                            Optional.of(update),
                            List.of(energy, sampler),
                            Pace.steady(RateSchedule.cosine(ITERATIONS, 0.02), 0.995),
                            new Monitor(100, new long[] {2}, 1)));
            for (int i = 0; i < ITERATIONS; i++) {
                try (NDManager scope = root.newSubManager()) {
                    trainer.iterate(i, Torch.array(scope, data(i), BATCH, 2), new SeededDraws(1).at(i));
                }
            }
            Gaussian truth = new Gaussian(MEAN, 1.44, 0.36, 0.45);
            Gaussian q = ofEnergy(energy.average());
            Gaussian pi = ofSampler(sampler.average());
            for (Gaussian learned : List.of(q, pi)) {
                assertThat(learned.mean()[0]).isCloseTo(1, within(0.05));
                assertThat(learned.mean()[1]).isCloseTo(-0.5, within(0.05));
                assertThat(learned.xx()).isCloseTo(1.44, within(0.08));
                assertThat(learned.xy()).isCloseTo(0.36, within(0.05));
                assertThat(learned.yy()).isCloseTo(0.45, within(0.04));
            }
            assertThat(truth.divergence(q)).isLessThan(0.003);
            // KL(p || q) - KL(pi || q), GCD's objective
            assertThat(truth.divergence(q) - pi.divergence(q)).isCloseTo(0, within(0.003));
            // from KL(p || q) = 0.90 of the standard normal that both begin as
            assertThat(truth.divergence(new Gaussian(new double[] {0, 0}, 1, 0, 1)))
                    .isGreaterThan(0.8);
            assertThat(trainer.warnings()).isEmpty();
        }
    }

    private static Gaussian ofEnergy(Weights weights) {
        float[] w = weights.get(QuadraticEnergy.ROOT).toFloatArray();
        float[] m = weights.get(QuadraticEnergy.MEAN).toFloatArray();
        double pxx = w[0] * w[0] + w[2] * w[2];
        double pyy = w[1] * w[1] + w[3] * w[3];
        double pxy = w[0] * w[1] + w[2] * w[3];
        double det = pxx * pyy - pxy * pxy;
        return new Gaussian(new double[] {m[0], m[1]}, pyy / det, -pxy / det, pxx / det);
    }

    private static Gaussian ofSampler(Weights weights) {
        float[] shift = weights.get(AffineSampler.SHIFT).toFloatArray();
        float[] log = weights.get(AffineSampler.LOG_DIAGONAL).toFloatArray();
        double a = Math.exp(log[0]);
        double b = weights.get(AffineSampler.LOWER).toFloatArray()[2];
        double c = Math.exp(log[1]);
        return new Gaussian(new double[] {shift[0], shift[1]}, a * a, a * b, b * b + c * c);
    }
}
