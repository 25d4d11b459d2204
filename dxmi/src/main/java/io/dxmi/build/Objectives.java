package io.dxmi.build;

import io.dxmi.config.Config;
import io.dxmi.config.GameConfig;
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
        Energy taught = config.energy().noise() > 0
                ? new NoisyEnergy(energy, config.energy().noise())
                : energy;
        ObjectiveConfig o = config.objective();
        NoiseDensity noise = noise(config, sampleShape);
        Loss loss =
                switch (o.kind()) {
                    case DIFFERENCE ->
                        difference(new ContrastiveLoss(
                                taught, Energy.NETWORK, config.trainer().gamma()));
                    case LOGISTIC -> new LogisticLoss(taught, Energy.NETWORK, noise);
                    case LEAST_SQUARES -> new LeastSquaresLoss(taught, Energy.NETWORK);
                    case RANKING -> new RankingLoss(taught, Energy.NETWORK, noise, o.others());
                    case DENOISING -> new DenoisingScoreLoss(energy, Energy.NETWORK, o.blur(), sampleShape);
                };
        if (o.gradientPenalty() == 0) return loss;
        return new RegularisedLoss(
                loss,
                energy,
                Energy.NETWORK,
                List.of(new GradientPenalty(o.gradientPenalty(), o.slope(), sampleShape)));
    }

    private static Loss difference(ContrastiveLoss contrast) {
        return contrast.energy().classes() > 0 ? new ClassContrastiveLoss(contrast) : contrast;
    }

    /** Known only where the negatives are noise themselves. */
    private static NoiseDensity noise(Config config, long[] sampleShape) {
        return config.game() instanceof GameConfig.Chains chains
                        && chains.start() == GameConfig.Chains.Start.NOISE
                        && chains.steps() == 0
                ? new NoiseDensity.Gaussian(chains.sd(), sampleShape)
                : new NoiseDensity.Unknown();
    }

    /**
     * The temperature tau at which {@code exp(-E / tau)} is to be the data's density, nats; empty where the energy is a ratio
     * of densities or a critic. DxMI counts its own per dimension.
     */
    public static Optional<Double> temperature(Config config, int dimensions) {
        boolean ratio =
                switch (config.objective().kind()) {
                    case DIFFERENCE, DENOISING -> false;
                    case LEAST_SQUARES -> true;
                    case LOGISTIC, RANKING -> noise(config, new long[] {dimensions}) instanceof NoiseDensity.Unknown;
                };
        double tau = config.trainer().tau1() / dimensions;
        if (config.game() instanceof GameConfig.Gcd gcd && gcd.update() != GameConfig.Gcd.Update.DXDP) tau = gcd.tau();
        if (config.game() instanceof GameConfig.Chains chains) tau = chains.temperature();
        if (config.objective().kind() == ObjectiveConfig.Kind.DENOISING)
            tau = 1; // its slope is the data's, whoever plays
        return ratio || tau == 0 ? Optional.empty() : Optional.of(tau);
    }
}
