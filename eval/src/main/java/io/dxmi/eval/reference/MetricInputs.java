package io.dxmi.eval.reference;

import static io.dxmi.samplers.UserError.parameter;

import io.dxmi.eval.feature.FeatureExtractor;
import io.dxmi.samplers.UserError;
import java.util.Optional;
import java.util.Set;

/**
 * What there is to compute metrics from. It is known before the first picture is read, so nobody waits hours for a number
 * that cannot come.
 *
 * @param features which, for people
 * @param ours of the samples
 * @param theirs of the reference
 */
public record MetricInputs(String features, Side ours, Side theirs) {

    /** Precision and its like look at the 5 nearest of the others. */
    private static final int LEAST_FOR_MANIFOLDS = 6;

    /** Two subsets of two. */
    private static final int LEAST_FOR_KID = 4;

    /**
     * One of the two sets.
     *
     * @param origin for people
     * @param spatial dimensions of spatial features; 0 for none
     * @param probabilities whether there are class probabilities
     * @param kept features for distances between points
     */
    public record Side(String origin, int spatial, boolean probabilities, long kept) {

        /** Of a set that is yet to be read: {@code count} pictures, {@code keep} of which are kept. */
        public static Side of(String origin, FeatureExtractor extractor, long count, int keep) {
            return new Side(origin, extractor.spatialDimensions(), extractor.classes() > 0, Math.min(count, keep));
        }

        public static Side of(FeatureSet set) {
            return new Side(
                    set.origin(),
                    set.spatial().map(Moments::dimensions).orElse(0),
                    set.inceptionScore().isPresent(),
                    set.kept().count());
        }
    }

    /**
     * Insists on metrics.
     *
     * @throws UserError naming one that cannot be computed, and what it needs
     */
    public void require(Set<Metric> asked) {
        for (Metric metric : asked) {
            lacks(metric).ifPresent(why -> {
                throw new UserError(parameter("metrics") + " " + metric.label() + " needs " + why);
            });
        }
    }

    /** What a metric needs and does not get; empty if it can be computed. */
    Optional<String> lacks(Metric metric) {
        return switch (metric) {
            case FID -> Optional.empty();
            case SFID -> spatial();
            case KID -> kept(LEAST_FOR_KID);
            case PRECISION_RECALL, DENSITY_COVERAGE -> kept(LEAST_FOR_MANIFOLDS);
            case SLICED_WASSERSTEIN, EXACT_WASSERSTEIN -> kept(1);
            case INCEPTION_SCORE ->
                ours.probabilities
                        ? Optional.empty()
                        : Optional.of("class probabilities, but " + features + " gives none ('outputs: {probabilities:"
                                + " ...}' of a TorchScript file's .yaml names them)");
        };
    }

    private Optional<String> spatial() {
        if (ours.spatial == 0) {
            return Optional.of("spatial features, but " + features
                    + " gives none ('outputs: {spatial: ...}' of a TorchScript file's .yaml names them)");
        }
        if (theirs.spatial == 0) {
            return Optional.of("statistics of spatial features, but " + theirs.origin + " has no mu_s and sigma_s");
        }
        return theirs.spatial == ours.spatial
                ? Optional.empty()
                : Optional.of("spatial features of one dimension, but those of " + theirs.origin + " have "
                        + theirs.spatial + " and " + features + " gives " + ours.spatial);
    }

    private Optional<String> kept(int least) {
        for (Side side : new Side[] {ours, theirs}) {
            if (side.kept < least) {
                String hint = side.kept == 0 ? "; 'dxmi reference build' keeps some" : "";
                return Optional.of("at least " + least + " features of both sides, but " + side.origin + " has "
                        + (side.kept == 0 ? "none" : side.kept) + hint);
            }
        }
        return Optional.empty();
    }
}
