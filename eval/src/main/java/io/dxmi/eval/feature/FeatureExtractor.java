package io.dxmi.eval.feature;

/** Maps images to features in which a distance between sets of images means something. */
public interface FeatureExtractor {

    /** Length of a feature vector. */
    int dimensions();

    /**
     * Features of every image, (n, dimensions).
     *
     * @param images (n, C, H, W) in [-1, 1], row-major
     * @throws IllegalArgumentException if {@code images} does not hold n images of the size that this extractor takes
     */
    double[][] features(float[] images, int n);

    /** What a report calls these features; distances in features of different names cannot be compared. */
    String name();
}
