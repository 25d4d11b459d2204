package io.dxmi.detect.feature;

import io.dxmi.detect.data.Sample;

/** An extractor whose features belong to parts of a sample that people know by name. */
public interface Explained extends Extractor {

    /**
     * What each part adds to a score.
     *
     * @param features what each feature adds, non-negative, (dimensions)
     */
    double[] byPart(double[] features);

    /** The name of a part of a sample. */
    String part(int part, Sample sample);
}
