package io.dxmi.eval.reference;

import io.dxmi.eval.feature.Identity;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One side of a comparison: what is known of a set's features.
 *
 * @param features which; empty if a file does not say
 * @param spatial for sFID, if there are any
 * @param kept a random choice of the features; no rows if a file keeps none
 * @param inceptionScore if the extractor gives probabilities
 * @param origin the file or folder, for people
 * @param sha256 of the file or of the pixels
 * @param preparation how pictures were resized, for people
 * @param rounding of the pixels, for people
 */
public record FeatureSet(
        Optional<Identity> features,
        Moments pooled,
        Optional<Moments> spatial,
        FeatureSubset kept,
        OptionalDouble inceptionScore,
        String origin,
        String sha256,
        String preparation,
        String rounding) {

    /** The features of points: their coordinates. */
    public static final Identity POINTS = new Identity("vectors", "", "frechet");

    /** What a file does not say of itself. */
    static final String NOT_STATED = "not stated";

    Side side(long count) {
        return new Side(origin, preparation, rounding, count, sha256);
    }
}
