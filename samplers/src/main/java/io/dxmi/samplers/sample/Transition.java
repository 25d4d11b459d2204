package io.dxmi.samplers.sample;

/**
 * One draw {@code x_{t+1} ~ N(mean, std^2 I)} from {@code state = x_t}.
 *
 * @param state (B, ...); {@code mean} and {@code next} have its shape
 * @param std (B)
 * @param logStd (B): the entropy of the step per dimension, up to a constant, nats
 * @param next differentiable in mean and std
 * @param t int64 (B), step index of the state; 0 is pure noise
 * @param label int64 (B), what the sample is to become an example of; of no meaning without classes
 */
public record Transition<T>(T state, T mean, T std, T logStd, T next, T t, T label) {}
