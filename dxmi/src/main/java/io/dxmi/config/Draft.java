package io.dxmi.config;

/**
 * The parts of a configuration that pictures and checkpoints are read by, before it is known what they tell of the rest.
 *
 * @param sampler its schedule alone
 */
public record Draft(DataConfig data, SamplerPart sampler, PretrainConfig pretrain, TrainerConfig trainer) {

    /**
     * Of the section {@code sampler}.
     *
     * @param schedule checked by itself, not with the number of steps
     */
    public record SamplerPart(ScheduleConfig schedule) {}

    /** The schedule of the sampler. */
    public ScheduleConfig schedule() {
        return sampler.schedule();
    }
}
