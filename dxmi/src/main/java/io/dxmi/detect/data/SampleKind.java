package io.dxmi.detect.data;

/** What a sample is. */
public enum SampleKind {
    /** A row of a table. */
    TABLE,
    /** A vector of features. */
    VECTORS,
    /** A curve: its values at equal distances, as many as there are. */
    CURVES,
    /** A map of precomputed features. */
    FEATURES,
    /** An image, from which the built-in extractor takes features. */
    IMAGES,
    /** Rows of a time series, cut into windows. */
    SERIES,
    /** An image, from which the backbone in the model folder takes features. */
    BACKBONE
}
