package io.dxmi.build;

import io.dxmi.config.Config;
import io.dxmi.config.GameConfig;
import io.dxmi.config.GradientPenaltyConfig;
import io.dxmi.config.NoiseDecayConfig;
import io.dxmi.gcd.energy.DecayingNoise;
import io.dxmi.gcd.energy.Energy;
import io.dxmi.gcd.energy.NoisyEnergy;
import io.dxmi.gcd.objective.GradientPenalty;
import io.dxmi.gcd.objective.NoiseDensity;
import io.dxmi.gcd.objective.ObjectiveInputs;
import io.dxmi.gcd.objective.RegularisedLoss;
import io.dxmi.samplers.engine.Loss;
import java.util.List;
import java.util.Optional;
import java.util.function.LongToDoubleFunction;

/** From a configuration to the loss that the energy descends, with its noise and penalty. */
public final class Objectives {

    private Objectives() {}

    public static Loss of(Config config, Energy energy, long[] sampleShape) {
        double sd = config.energy().noiseSd().sd();
        boolean decays = sd > 0 && config.energy().noiseDecay() instanceof NoiseDecayConfig.Cosine;
        Energy taught = decays ? new DecayingNoise(energy) : sd > 0 ? new NoisyEnergy(energy, sd) : energy;
        Loss made =
                config.objective().loss(new ObjectiveInputs(energy, taught, noise(config, sampleShape), sampleShape));
        Loss loss = decays ? new DecayingNoise.Given(made, Energy.NETWORK) : made;
        if (!(config.energy().gradientPenalty() instanceof GradientPenaltyConfig.TwoSided penalty)) return loss;
        return new RegularisedLoss(
                loss,
                energy,
                Energy.NETWORK,
                List.of(new GradientPenalty(penalty.weight(), penalty.slope(), sampleShape)));
    }

    /** Standard deviation of the noise on the energy's inputs, by iteration; units of the data. */
    static LongToDoubleFunction noiseSd(Config config) {
        return config.energy()
                .noiseDecay()
                .schedule(config.energy().noiseSd().sd(), config.trainer().iterations());
    }

    /** Known only where the negatives are noise themselves. */
    private static NoiseDensity noise(Config config, long[] sampleShape) {
        return config.game() instanceof GameConfig.Chains chains && chains.noiseAlone()
                ? new NoiseDensity.Gaussian(chains.noiseSd(), sampleShape)
                : new NoiseDensity.Unknown();
    }

    /**
     * The temperature tau at which {@code exp(-E / tau)} is to be the data's density, nats; empty where the energy is a ratio
     * of densities or a critic, or the temperature of the game is 0. DxMI counts its own per dimension.
     */
    public static Optional<Double> temperature(Config config, int dimensions) {
        boolean noiseKnown = noise(config, new long[] {dimensions}) instanceof NoiseDensity.Gaussian;
        return config.objective()
                .temperature(config.game().temperature(dimensions), noiseKnown)
                .filter(temperature -> temperature != 0);
    }
}
