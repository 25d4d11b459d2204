package io.dxmi.gcd.negative;

import ai.djl.ndarray.NDManager;

/**
 * What Markov chains of an iteration are made of.
 *
 * @param root owner of what chains remember
 * @param chain the steps of an iteration
 * @param sampleShape shape of one sample
 * @param noiseSd standard deviation of the noise that chains start from, in units of the data
 * @param seed of the first noise
 */
public record ChainInputs(NDManager root, MarkovChain chain, long[] sampleShape, double noiseSd, long seed) {}
