package io.dxmi.samplers.schedule;

/** The noise levels that a sampler of T steps visits. State x_t is {@code sqrt(alphaBar) data + sqrt(1 - alphaBar) eps}. */
public interface NoiseSchedule {

    /** T. */
    int steps();

    /** Signal power of each state x_t, (T), rising within (0, 1); x_T, the sample, has 1. */
    double[] alphaBar();

    /** The time that the network is told at each step, (T). */
    double[] time();
}
