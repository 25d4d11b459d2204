package io.dxmi.detect.fit;

import io.dxmi.detect.feature.Extractor;
import io.dxmi.detect.model.FittedModel;
import io.dxmi.detect.model.ModelRecord;
import io.dxmi.samplers.Progress;

/** Fits a detector of samples that have one place each: rows of tables, vectors, small images as a whole. */
public interface RowsFit {

    /**
     * Fits.
     *
     * @param where the data, for messages
     * @param extractor already learned
     * @param features of all samples, (n, dimensions)
     * @param about what the model says of its data; the fit completes it
     */
    FittedModel fit(String where, Extractor extractor, float[] features, ModelRecord about, Progress progress);
}
