package io.dxmi.samplers.schedule;

/**
 * What the sampler's network estimates from a noisy state {@code x = s data + n eps} with {@code s = sqrt(alphaBar)} and {@code
 * n = sqrt(1 - alphaBar)}.
 */
public enum Prediction {
    /** The unit noise eps. */
    NOISE,
    /** The clean data x_T. */
    DATA,
    /** {@code v = s eps - n data} (Salimans and Ho, 2022). */
    VELOCITY,
    /**
     * {@code eps - data}, the velocity of the straight path {@code (1 - r) data + r eps} towards noise (Lipman et al., 2023); the
     * network is shown the state of this path.
     */
    FLOW,
    /** {@code data - eps}: the same velocity towards data (Liu et al., 2023, rectified flow). */
    FLOW_TO_DATA;

    /** Whether the network is shown the state of the straight path, and told its time. */
    public boolean isFlow() {
        return this == FLOW || this == FLOW_TO_DATA;
    }

    /** Multiplier of a variance-preserving state that the network is shown: {@code 1 / (s + n)} for flows, else 1. */
    public double input(double alphaBar) {
        return isFlow() ? 1 / (Math.sqrt(alphaBar) + Math.sqrt(1 - alphaBar)) : 1;
    }

    /** The guess of the data as {@code data = state x + network f}. */
    Linear data(double alphaBar) {
        double s = Math.sqrt(alphaBar);
        double n = Math.sqrt(1 - alphaBar);
        return switch (this) {
            case NOISE -> new Linear(1 / s, -n / s);
            case DATA -> new Linear(0, 1);
            case VELOCITY -> new Linear(s, -n);
            case FLOW -> new Linear(1 / (s + n), -n / (s + n));
            case FLOW_TO_DATA -> new Linear(1 / (s + n), n / (s + n));
        };
    }

    /** The guess of the noise as {@code eps = state x + network f}. */
    public Linear noise(double alphaBar) {
        double s = Math.sqrt(alphaBar);
        double n = Math.sqrt(1 - alphaBar);
        return switch (this) {
            case NOISE -> new Linear(0, 1);
            case DATA -> new Linear(1 / n, -s / n);
            case VELOCITY -> new Linear(n, s);
            case FLOW -> new Linear(1 / (s + n), s / (s + n));
            case FLOW_TO_DATA -> new Linear(1 / (s + n), -s / (s + n));
        };
    }

    /** What the network should answer, as {@code ofData data + ofNoise eps}. */
    public Target target(double alphaBar) {
        return switch (this) {
            case NOISE -> new Target(0, 1);
            case DATA -> new Target(1, 0);
            case VELOCITY -> new Target(-Math.sqrt(1 - alphaBar), Math.sqrt(alphaBar));
            case FLOW -> new Target(-1, 1);
            case FLOW_TO_DATA -> new Target(1, -1);
        };
    }

    /** Multipliers of the state and of the network's output. */
    public record Linear(double state, double network) {}

    /** Multipliers of the data and of the noise. */
    public record Target(double ofData, double ofNoise) {}

    /** For sentences: "the noise". */
    public String said() {
        return switch (this) {
            case NOISE -> "the noise";
            case DATA -> "the data";
            case VELOCITY -> "the velocity v";
            case FLOW -> "the flow towards noise";
            case FLOW_TO_DATA -> "the flow towards data";
        };
    }
}
