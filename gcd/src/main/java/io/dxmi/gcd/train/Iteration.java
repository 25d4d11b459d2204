package io.dxmi.gcd.train;

import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.engine.Draws;

/**
 * What every step of one iteration shares.
 *
 * @param scope arrays of this iteration live here
 * @param rateFactor the learning-rate schedule's factor
 */
public record Iteration(NDManager scope, Draws draws, double rateFactor) {}
