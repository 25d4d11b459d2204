package io.dxmi.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** Which of the steps' standard deviations are trained. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = SigmaConfig.Fixed.class, name = "fixed"),
    @JsonSubTypes.Type(value = SigmaConfig.Trained.class, name = "trained"),
    @JsonSubTypes.Type(value = SigmaConfig.FixLast.class, name = "fix-last")
})
public sealed interface SigmaConfig {

    /** How many of the first of so many steps have a trained deviation. */
    int trainedSteps(int steps);

    /** Learning rate of their logarithms; 0 where none is trained. */
    double rate();

    /** None: they stay the posterior's. */
    record Fixed() implements SigmaConfig {
        @Override
        public int trainedSteps(int steps) {
            return 0;
        }

        @Override
        public double rate() {
            return 0;
        }
    }

    /** All. */
    record Trained(double rate) implements SigmaConfig {
        public Trained {
            Require.atLeast("rate", rate, 0);
        }

        @Override
        public int trainedSteps(int steps) {
            return steps;
        }
    }

    /** All but the last. */
    record FixLast(double rate) implements SigmaConfig {
        public FixLast {
            Require.atLeast("rate", rate, 0);
        }

        @Override
        public int trainedSteps(int steps) {
            return steps - 1;
        }
    }
}
