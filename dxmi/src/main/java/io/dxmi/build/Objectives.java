package io.dxmi.build;

import io.dxmi.config.Config;
import io.dxmi.config.GameConfig;
import io.dxmi.config.GradientPenaltyConfig;
import io.dxmi.config.ObjectiveConfig;
import io.dxmi.gcd.energy.Energy;
import io.dxmi.gcd.energy.NoisyEnergy;
import io.dxmi.gcd.objective.ClassContrastiveLoss;
import io.dxmi.gcd.objective.ContrastiveLoss;
import io.dxmi.gcd.objective.DenoisingScoreLoss;
import io.dxmi.gcd.objective.GradientPenalty;
import io.dxmi.gcd.objective.LeastSquaresLoss;
import io.dxmi.gcd.objective.LogisticLoss;
import io.dxmi.gcd.objective.NoiseDensity;
import io.dxmi.gcd.objective.RankingLoss;
import io.dxmi.gcd.objective.RegularisedLoss;
import io.dxmi.samplers.engine.Loss;
import java.util.List;
import java.util.Optional;

/** From a name in the configuration to the loss that the energy descends. */
public final class Objectives {

    private Objectives() {}

    public static Loss of(Config config, Energy energy, long[] sampleShape) {
        // only the energy's own loss sees the noise: the sampler is to go down the energy where it is
        double sd = config.energy().noiseSd();
        Energy taught = sd > 0 ? new NoisyEnergy(energy, sd) : energy;
        Loss loss = config.objective().by(new Losses(energy, taught, noise(config, sampleShape), sampleShape));
        if (!(config.energy().gradientPenalty() instanceof GradientPenaltyConfig.TwoSided penalty)) return loss;
        return new RegularisedLoss(
                loss,
                energy,
                Energy.NETWORK,
                List.of(new GradientPenalty(penalty.weight(), penalty.slope(), sampleShape)));
    }

    /** The losses of an energy, and of the same with noise on its inputs. */
    private record Losses(Energy energy, Energy taught, NoiseDensity noise, long[] sampleShape)
            implements ObjectiveConfig.Cases<Loss> {

        @Override
        public Loss difference(ObjectiveConfig.Difference o) {
            ContrastiveLoss contrast = new ContrastiveLoss(taught, Energy.NETWORK, o.gamma());
            return taught.classes() > 0 ? new ClassContrastiveLoss(contrast) : contrast;
        }

        @Override
        public Loss logistic(ObjectiveConfig.Logistic o) {
            return new LogisticLoss(taught, Energy.NETWORK, noise);
        }

        @Override
        public Loss leastSquares(ObjectiveConfig.LeastSquares o) {
            return new LeastSquaresLoss(taught, Energy.NETWORK);
        }

        @Override
        public Loss ranking(ObjectiveConfig.Ranking o) {
            return new RankingLoss(taught, Energy.NETWORK, noise, o.negatives());
        }

        @Override
        public Loss denoising(ObjectiveConfig.Denoising o) {
            return new DenoisingScoreLoss(energy, Energy.NETWORK, o.noiseSd(), sampleShape);
        }
    }

    /** Known only where the negatives are noise themselves. */
    private static NoiseDensity noise(Config config, long[] sampleShape) {
        return config.game() instanceof GameConfig.Chains chains && chains.noiseAlone()
                ? new NoiseDensity.Gaussian(chains.noiseSd(), sampleShape)
                : new NoiseDensity.Unknown();
    }

    /**
     * The temperature tau at which {@code exp(-E / tau)} is to be the data's density, nats; empty where the energy is a ratio
     * of densities or a critic. DxMI counts its own per dimension.
     */
    public static Optional<Double> temperature(Config config, int dimensions) {
        ObjectiveConfig objective = config.objective();
        if (objective instanceof ObjectiveConfig.Denoising) return Optional.of(1.0); // its slope is the data's
        boolean density = objective instanceof ObjectiveConfig.Difference
                || (!(objective instanceof ObjectiveConfig.LeastSquares)
                        && noise(config, new long[] {dimensions}) instanceof NoiseDensity.Gaussian);
        double tau = config.game().temperature(dimensions);
        return density && tau != 0 ? Optional.of(tau) : Optional.empty();
    }
}
