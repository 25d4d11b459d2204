package io.dxmi.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.dxmi.samplers.data.NoiseSpectrum;
import java.util.Optional;

/** Where the energy's negative samples come from, and how their sampler is trained. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = GameConfig.Dxmi.class, name = "dxmi"),
    @JsonSubTypes.Type(value = GameConfig.Gcd.class, name = "gcd"),
    @JsonSubTypes.Type(value = GameConfig.Chains.class, name = "chains"),
    @JsonSubTypes.Type(value = GameConfig.Transport.class, name = "transport")
})
public sealed interface GameConfig {

    /** The energy's temperature in nats, for samples of so many dimensions. */
    double temperature(int dimensions);

    /** The settings of a sampler that follows a value; empty for another or none. */
    default Optional<DxdpConfig> dxdp() {
        return Optional.empty();
    }

    /** Whether roll-out, value step and sampler step share their network evaluations. */
    default boolean sharesEvaluations() {
        return dxdp().filter(rules -> rules.valueStep() instanceof ValueStepConfig.Shared)
                .isPresent();
    }

    /** A game that trains a sampler. */
    sealed interface WithSampler extends GameConfig {

        /** The sampler is updated every so many iterations, on the states visited since its last update. */
        int nCritic();

        /** The iteration at which the sampler's updates start. */
        long startIteration();

        /** Checks both. @throws io.dxmi.samplers.UserError if one is out of range */
        static void check(int nCritic, long startIteration) {
            Require.atLeast("n_critic", nCritic, 1);
            Require.atLeast("start_iteration", startIteration, 0);
        }
    }

    /** A sampler that follows a value function (DxMI, Algorithm 1). */
    record Dxmi(
            double tau1,
            double tau2,
            PathConfig path,
            TimeCostConfig timeCost,
            ValueStepConfig valueStep,
            SamplerStepConfig samplerStep,
            int nCritic,
            long startIteration)
            implements WithSampler, DxdpConfig {
        public Dxmi {
            DxdpConfig.check(tau1, tau2);
            WithSampler.check(nCritic, startIteration);
        }

        @Override
        public double temperature(int dimensions) {
            return tau1 / dimensions;
        }

        @Override
        public Optional<DxdpConfig> dxdp() {
            return Optional.of(this);
        }
    }

    /** A sampler that is trained by generalised contrastive divergence. */
    record Gcd(UpdateConfig update, int nCritic, long startIteration) implements WithSampler {
        public Gcd {
            WithSampler.check(nCritic, startIteration);
        }

        @Override
        public double temperature(int dimensions) {
            return update.temperature(dimensions);
        }

        @Override
        public Optional<DxdpConfig> dxdp() {
            return update instanceof UpdateConfig.Dxdp dxdp ? Optional.of(dxdp) : Optional.empty();
        }
    }

    /**
     * A map from one data set to another, unpaired, at the least quadratic cost; its potential is the negative energy (OTP,
     * arXiv 2502.04583).
     *
     * @param mapSteps optimiser steps of the map in an iteration
     * @param from standard deviation of the noise on the source at first, units of the data; 0 for a map without noise
     * @param to the same at the end; not read where {@code from} is 0
     * @param anneal share of the training over which it falls
     * @param spectrum of the noise on coefficients of curves
     * @param noisyModes coefficients that have noise, the first ones; 0 for all
     */
    record Transport(int mapSteps, double from, NoiseSd to, double anneal, NoiseSpectrum spectrum, int noisyModes)
            implements WithSampler {
        public Transport {
            Require.count("noisy_modes", noisyModes, 0, 4_096);
            Require.count("map_steps", mapSteps, 1, 1_000);
            Require.atLeast("from", from, 0);
            if (from > 0 && !to.isAuto()) {
                Require.above("to", to.sd(), 0);
                Require.that(to.sd() <= from, "to must be at most from = " + from + ", got " + to.sd());
            }
            Require.above("anneal", anneal, 0);
            Require.within("anneal", anneal, 0, 1);
        }

        /** Whether the map reads noise and can give several results of one datum. */
        public boolean stochastic() {
            return from > 0;
        }

        /** The noise that the map ends with, units of the data. */
        public double last() {
            return stochastic() ? to.sd() : 0;
        }

        /** The same, ending with another noise. */
        public Transport withTo(NoiseSd sd) {
            return new Transport(mapSteps, from, sd, anneal, spectrum, noisyModes);
        }

        /** Whether the noise has one size in all coordinates. */
        boolean isotropic() {
            return spectrum == NoiseSpectrum.WHITE && noisyModes == 0;
        }

        /** Standard deviations of the noise at a standard deviation of 1, one for each coordinate. */
        public double[] deviations(int dimensions) {
            return spectrum.deviations(dimensions, noisyModes == 0 ? dimensions : noisyModes);
        }

        @Override
        public int nCritic() {
            return 1;
        }

        @Override
        public long startIteration() {
            return 0;
        }

        /** The potential is no density's energy. */
        @Override
        public double temperature(int dimensions) {
            return 0;
        }
    }

    /**
     * Markov chains on the energy itself; no sampler is trained.
     *
     * @param steps of a chain in an iteration; 0 leaves noise as it is, whose density is then known
     * @param stepSize in squared units of the data per nat
     * @param noiseSd standard deviation of the noise that chains start from
     * @param sampleSteps steps from noise to a sample of the trained energy
     */
    record Chains(
            ChainStartConfig start, KernelConfig kernel, int steps, double stepSize, double noiseSd, int sampleSteps)
            implements GameConfig {
        public Chains {
            Require.count("steps", steps, start instanceof ChainStartConfig.Noise ? 0 : 1, 1_000_000);
            Require.above("step_size", stepSize, 0);
            Require.above("noise_sd", noiseSd, 0);
            Require.count("sample_steps", sampleSteps, 1, 1_000_000);
        }

        /** Whether the negatives are noise itself. */
        public boolean noiseAlone() {
            return steps == 0;
        }

        @Override
        public double temperature(int dimensions) {
            return kernel.temperature();
        }
    }
}
