package io.dxmi.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.engine.Draws;

/**
 * What every step of one iteration shares.
 *
 * @param scope arrays of this iteration live here
 * @param velocity s_t^2 (T)
 * @param rateFactor the learning-rate schedule's factor
 */
public record Iteration(NDManager scope, Draws draws, NDArray velocity, double rateFactor) {}
