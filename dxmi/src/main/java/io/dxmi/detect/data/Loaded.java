package io.dxmi.detect.data;

/**
 * Samples and what they are.
 *
 * @param kind of every sample
 */
public record Loaded(SampleKind kind, Samples samples) {}
