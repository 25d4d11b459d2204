package io.dxmi.config;

import com.fasterxml.jackson.annotation.JsonValue;

/** A standard deviation of noise, units of the data: a number, or {@code auto} for the one that the data ask for. */
public sealed interface NoiseSd {

    /** What the rule for finite sets is to choose. */
    static NoiseSd auto() {
        return new Auto();
    }

    /** A number. */
    static NoiseSd of(double sd) {
        return new Given(sd);
    }

    /** Whether it is yet to be chosen. */
    default boolean isAuto() {
        return this instanceof Auto;
    }

    /**
     * The number.
     *
     * @throws IllegalStateException if it is yet to be chosen
     */
    double sd();

    /** This, or if it is yet to be chosen another. */
    default NoiseSd or(NoiseSd chosen) {
        return isAuto() ? chosen : this;
    }

    /** As it stands in files. */
    @JsonValue
    Object written();

    /** A number. */
    record Given(double sd) implements NoiseSd {
        @Override
        public Object written() {
            return sd;
        }
    }

    /** No number yet. */
    record Auto() implements NoiseSd {
        @Override
        public double sd() {
            throw new IllegalStateException("the noise is yet to be chosen");
        }

        @Override
        public Object written() {
            return "auto";
        }
    }
}
