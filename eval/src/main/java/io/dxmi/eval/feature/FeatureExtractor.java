package io.dxmi.eval.feature;

import io.dxmi.samplers.image.Image;
import io.dxmi.samplers.image.ImageTransform;
import java.util.List;

/** Maps images to features in which a distance between sets of images means something. */
public interface FeatureExtractor extends AutoCloseable {

    Identity identity();

    /** Length of a feature vector. */
    int dimensions();

    /** Length of the spatial features of sFID, 0 if there are none. */
    int spatialDimensions();

    /** Number of classes whose probabilities it gives, 0 if there are none. */
    int classes();

    /**
     * Makes any picture one that this extractor takes.
     *
     * <p>It throws a {@link io.dxmi.samplers.UserError} for a picture that would have to be resized, if the extractor
     * does not say how.
     */
    ImageTransform preparation();

    /**
     * Features of pictures of one size.
     *
     * @param images prepared
     */
    Features of(List<Image> images);

    @Override
    void close();
}
