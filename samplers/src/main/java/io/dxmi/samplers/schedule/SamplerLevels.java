package io.dxmi.samplers.schedule;

/** Noise levels together with the network's convention there: what the steps of each solver are computed from. */
public sealed interface SamplerLevels {

    /** T. */
    int steps();

    /** Stochastic steps from level to level; the deviations are those of the process. */
    StepCoefficients ancestral();

    /** The deterministic first-order steps with the same marginals. */
    StepCoefficients ddim();

    /** The network as a denoiser at each level. */
    DenoiserLevels denoiser();

    /** A variance-preserving process (DDPM). */
    record VariancePreserving(NoiseSchedule schedule, Prediction prediction) implements SamplerLevels {

        @Override
        public int steps() {
            return schedule.steps();
        }

        @Override
        public StepCoefficients ancestral() {
            return StepCoefficients.ddpmPosterior(schedule, prediction);
        }

        @Override
        public StepCoefficients ddim() {
            return StepCoefficients.ddim(schedule, prediction);
        }

        @Override
        public DenoiserLevels denoiser() {
            return DenoiserLevels.of(schedule, prediction);
        }
    }

    /** A variance-exploding process (EDM), where DDIM is the Euler step. */
    record VarianceExploding(KarrasSchedule schedule, Preconditioning network) implements SamplerLevels {

        @Override
        public int steps() {
            return schedule.steps();
        }

        @Override
        public StepCoefficients ancestral() {
            return StepCoefficients.ancestral(schedule, network);
        }

        @Override
        public StepCoefficients ddim() {
            return StepCoefficients.euler(schedule, network);
        }

        @Override
        public DenoiserLevels denoiser() {
            return DenoiserLevels.of(schedule, network);
        }
    }
}
