package io.dxmi.detect.data;

import io.dxmi.detect.model.ModelRecord;

/**
 * Samples and what they are.
 *
 * @param kind of every sample
 */
public record Loaded(ModelRecord.Kind kind, Samples samples) {}
