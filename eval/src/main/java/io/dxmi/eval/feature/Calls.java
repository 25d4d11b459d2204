package io.dxmi.eval.feature;

import io.dxmi.samplers.image.Image;
import io.dxmi.samplers.image.ImageSource;
import java.util.List;

/** Where an extractor is called: in this process, or in several others. */
@FunctionalInterface
public interface Calls {

    /**
     * Begins the calls for one source.
     *
     * @param batches indices of the pictures that are read together, in the order in which their features are asked for
     */
    Batches begin(ImageSource source, List<int[]> batches);

    /** In this process. */
    static Calls here(FeatureExtractor extractor) {
        return (source, batches) -> (number, images) -> extractor.of(images);
    }

    /** The calls for one source. */
    @FunctionalInterface
    interface Batches extends AutoCloseable {

        /**
         * Features of a batch.
         *
         * @param number position in the list of batches, each at most once and ascending; batches without a whole picture are
         *     left out
         * @param images its prepared pictures, without those that are corrupt
         */
        Features of(int number, List<Image> images);

        @Override
        default void close() {}
    }
}
