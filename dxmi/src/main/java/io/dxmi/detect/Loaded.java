package io.dxmi.detect;

/**
 * Samples and what they are.
 *
 * @param kind of every sample
 */
record Loaded(ModelRecord.Kind kind, Samples samples) {}
