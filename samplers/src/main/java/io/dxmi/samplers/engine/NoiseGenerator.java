package io.dxmi.samplers.engine;

/** What the noise of a training is drawn by. No generator's numbers depend on the device. */
public enum NoiseGenerator {
    /** The Mersenne Twister of libtorch: one thread of the CPU draws, and a GPU gets a copy. */
    MT19937,
    /** Philox4x32-10, counter-based: the device draws where the noise is needed. */
    PHILOX
}
