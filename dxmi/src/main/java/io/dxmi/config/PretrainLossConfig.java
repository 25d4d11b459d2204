package io.dxmi.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What the sampler's network learns before the joint training. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = PretrainLossConfig.Denoising.class, name = "denoising"),
    @JsonSubTypes.Type(value = PretrainLossConfig.Consistency.class, name = "consistency")
})
public sealed interface PretrainLossConfig {

    /** To denoise data, as a DDPM, an EDM or a flow: what its schedule and prediction say. */
    record Denoising() implements PretrainLossConfig {}

    /**
     * To jump to the end of a teacher's path. The number of levels doubles in stages of equal length.
     *
     * @param firstLevels in the first stage
     * @param lastLevels at least that; the number in the last stage
     */
    record Consistency(int firstLevels, int lastLevels) implements PretrainLossConfig {
        public Consistency {
            Require.count("first_levels", firstLevels, 2, 1_000);
            Require.count("last_levels", lastLevels, firstLevels, 1_000);
        }
    }
}
