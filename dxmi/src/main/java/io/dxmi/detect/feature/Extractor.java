package io.dxmi.detect.feature;

import io.dxmi.detect.data.Sample;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.Map;

/** From a sample to feature vectors of about unit scale, one for each place of a grid; a sample without places has one. */
public interface Extractor extends AutoCloseable {

    int dimensions();

    /** Rows of the grid of places. */
    int rows();

    /** Columns of the grid of places. */
    int columns();

    /** (rows * columns, dimensions). @throws io.dxmi.samplers.UserError if the sample is not of the model's kind */
    float[] of(Sample sample);

    /** What was learned, for the model's file. */
    Map<String, HostTensor> tensors();

    @Override
    default void close() {}
}
