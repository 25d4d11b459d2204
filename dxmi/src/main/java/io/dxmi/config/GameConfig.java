package io.dxmi.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** Who gives the energy its negative samples, and how that player learns. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = GameConfig.Dxmi.class, name = "dxmi"),
    @JsonSubTypes.Type(value = GameConfig.Gcd.class, name = "gcd"),
    @JsonSubTypes.Type(value = GameConfig.Chains.class, name = "chains")
})
public sealed interface GameConfig {

    /** A sampler that follows a value function, as {@code trainer} and {@code value} say. */
    record Dxmi() implements GameConfig {}

    /**
     * A sampler that is moved by GCD's own trainer; {@code trainer.tau1} and the like are of no effect.
     *
     * @param update where its gradient comes from
     * @param tau temperature in nats: weight of the path's cost against the energy
     * @param epochs optimiser steps on each roll-out ({@link Update#PPO} only)
     * @param ratioClip how far from 1 the ratio of probabilities still counts ({@link Update#PPO} only)
     */
    record Gcd(Update update, double tau, int epochs, double ratioClip) implements GameConfig {

        /** Where a sampler's gradient comes from. */
        public enum Update {
            /** Back-propagation through all steps. */
            PATHWISE,
            /** REINFORCE with a learned baseline. */
            SCORE_FUNCTION,
            /** The same with several steps on one roll-out and clipped ratios. */
            PPO,
            /** A value function, as {@code value}, {@code trainer.value} and {@code trainer.sampler} say. */
            DXDP
        }

        public Gcd {
            Require.atLeast("tau", tau, 0);
            Require.atLeast("epochs", epochs, 1);
            Require.within("ratio_clip", ratioClip, 0, 1);
        }
    }

    /**
     * Markov chains on the energy itself; no sampler is trained.
     *
     * @param start where chains begin
     * @param kernel what a step does
     * @param steps of a chain in an iteration; 0 leaves noise as it is, whose density is then known
     * @param step size in squared units of the data per nat
     * @param temperature of the noise; below 1 chains settle lower than the energy says, 0 for none
     * @param sd standard deviation of the noise that chains start from
     * @param buffer chains that are kept ({@link Start#PERSISTENT} only)
     * @param restart share of them that start anew when drawn ({@link Start#PERSISTENT} only)
     * @param sampleSteps steps from noise to a sample of the trained energy
     */
    record Chains(
            Start start,
            KernelKind kernel,
            int steps,
            double step,
            double temperature,
            double sd,
            int buffer,
            double restart,
            int sampleSteps)
            implements GameConfig {

        /** Where chains begin. */
        public enum Start {
            /** At the data: contrastive divergence. */
            DATA,
            /** Where earlier iterations left them: persistent contrastive divergence. */
            PERSISTENT,
            /** At Gaussian noise. */
            NOISE
        }

        /** What a step does. */
        public enum KernelKind {
            LANGEVIN,
            /** Langevin with a Metropolis correction. */
            MALA
        }

        public Chains {
            Require.atLeast("steps", steps, start == Start.NOISE ? 0 : 1);
            Require.above("step", step, 0);
            Require.within("temperature", temperature, 0, 1);
            Require.that(
                    kernel != KernelKind.MALA || temperature == 1,
                    "temperature must be 1 with kernel mala, got " + temperature);
            Require.above("sd", sd, 0);
            Require.atLeast("buffer", buffer, 1);
            Require.within("restart", restart, 0, 1);
            Require.atLeast("sample_steps", sampleSteps, 1);
        }
    }
}
