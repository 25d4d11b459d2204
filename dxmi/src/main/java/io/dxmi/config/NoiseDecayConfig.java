package io.dxmi.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.function.LongToDoubleFunction;

/** How the noise on the energy's inputs changes over the joint training. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = NoiseDecayConfig.None.class, name = "none"),
    @JsonSubTypes.Type(value = NoiseDecayConfig.Cosine.class, name = "cosine")
})
public sealed interface NoiseDecayConfig {

    /**
     * The standard deviation by iteration, units of the data.
     *
     * @param first at iteration 0
     * @param iterations of the whole training
     */
    LongToDoubleFunction schedule(double first, long iterations);

    /** It stays as it is. */
    record None() implements NoiseDecayConfig {
        @Override
        public LongToDoubleFunction schedule(double first, long iterations) {
            return i -> first;
        }
    }

    /**
     * Half a cosine from the first to the last standard deviation, which then stays.
     *
     * @param finalSd standard deviation at the end
     * @param share of the training at which the end is reached
     */
    record Cosine(double finalSd, double share) implements NoiseDecayConfig {
        public Cosine {
            Require.atLeast("final_sd", finalSd, 0);
            Require.above("share", share, 0);
            Require.within("share", share, 0, 1);
        }

        @Override
        public LongToDoubleFunction schedule(double first, long iterations) {
            double end = Math.max(1, share * iterations);
            return i -> finalSd + (first - finalSd) * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, i / end)));
        }
    }
}
