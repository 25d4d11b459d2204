package io.dxmi.samplers.schedule;

/** What the sampler's network estimates from a noisy state. */
public enum Prediction {
    /** The unit noise eps in {@code x_t = sqrt(alphaBar) x_T + sqrt(1 - alphaBar) eps}. */
    NOISE,
    /** The clean data x_T. */
    DATA
}
