package io.dxmi.eval.reference;

import io.dxmi.eval.feature.Features;
import io.dxmi.eval.feature.Identity;
import io.dxmi.eval.quality.GaussianStatistics;
import io.dxmi.eval.quality.InceptionScore;
import io.dxmi.samplers.UserError;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Gathers a {@link FeatureSet} from features as they come, in one pass and in memory that does not grow with their number.
 */
public final class FeatureSetBuilder {

    private final Identity identity;
    private final GaussianStatistics pooled;
    private final Optional<GaussianStatistics> spatial;
    private final Optional<InceptionScore.Stream> scores;
    private final SubsetBuilder kept;

    /**
     * Begins with nothing.
     *
     * @param spatialDimensions 0 for none
     * @param classes 0 for none
     * @param keep how many features are kept as they are
     * @param seed of the choice of those
     */
    public FeatureSetBuilder(
            Identity identity, int dimensions, int spatialDimensions, int classes, int keep, long seed) {
        this(
                identity,
                new GaussianStatistics(dimensions),
                spatialDimensions == 0 ? Optional.empty() : Optional.of(new GaussianStatistics(spatialDimensions)),
                classes == 0 ? Optional.empty() : Optional.of(new InceptionScore.Stream(classes)),
                new SubsetBuilder(keep, seed));
    }

    private FeatureSetBuilder(
            Identity identity,
            GaussianStatistics pooled,
            Optional<GaussianStatistics> spatial,
            Optional<InceptionScore.Stream> scores,
            SubsetBuilder kept) {
        this.identity = identity;
        this.pooled = pooled;
        this.spatial = spatial;
        this.scores = scores;
        this.kept = kept;
    }

    /**
     * What was gathered into {@code set}, to go on from there.
     *
     * @throws UserError if the set does not say from which features and how many it was made
     */
    static FeatureSetBuilder from(FeatureSet set, int keep, long seed) {
        if (set.pooled().count() < 2 || set.features().isEmpty()) {
            throw new UserError(set.origin() + ": does not say how many images it was made from, and with which "
                    + "features; only files of 'dxmi reference build' can be merged");
        }
        FeatureSubset kept = set.kept();
        if (kept.keys().length != kept.count()) {
            throw new UserError(set.origin() + ": expected a key for each of its " + kept.count() + " features, found "
                    + kept.keys().length + "; build it again");
        }
        SubsetBuilder rows =
                SubsetBuilder.of(kept.rows(), kept.keys(), set.pooled().count(), keep, seed);
        return new FeatureSetBuilder(
                set.features().get(),
                statistics(set.pooled()),
                set.spatial().map(FeatureSetBuilder::statistics),
                Optional.empty(),
                rows);
    }

    private static GaussianStatistics statistics(Moments moments) {
        return GaussianStatistics.of(moments.mean(), moments.covariance(), moments.count());
    }

    /**
     * The features that follow are those of this source, from its first on. Sources may come in any order.
     *
     * @param source tells it from others
     */
    public void begin(long source) {
        kept.begin(source);
    }

    /**
     * The features that follow are those of a part of this source.
     *
     * @param position of the first of them in the source, from 0
     */
    public void begin(long source, long position) {
        kept.begin(source, position);
    }

    /**
     * Adds the features of one batch.
     *
     * @throws UserError naming the row, from 0, whose class probabilities are no distribution
     */
    public void add(Features features) {
        scores.ifPresent(s -> addProbabilities(features.probabilities(), s));
        for (double[] row : features.pooled()) {
            pooled.add(row);
            kept.add(row);
        }
        spatial.ifPresent(s -> {
            for (double[] row : features.spatial()) s.add(row);
        });
    }

    private void addProbabilities(double[][] rows, InceptionScore.Stream stream) {
        for (int i = 0; i < rows.length; i++) {
            String fault = InceptionScore.fault(rows[i]);
            if (!fault.isEmpty()) {
                throw new UserError("the class probabilities that " + identity.brief() + " gives for row "
                        + (pooled.count() + i) + " are no distribution: " + fault
                        + "; expected finite numbers of at least 0 that sum to 1, which a softmax gives");
            }
            stream.add(rows[i]);
        }
    }

    /** Adds all that {@code other}, of the same features, has seen. */
    void merge(FeatureSetBuilder other, String where) {
        boolean alike = identity.sameAs(other.identity)
                && pooled.dimension() == other.pooled.dimension()
                && spatial.map(GaussianStatistics::dimension).equals(other.spatial.map(GaussianStatistics::dimension));
        if (!alike) {
            throw new UserError(where + ": was made with " + other.identity.brief() + " of dimension "
                    + other.pooled.dimension() + ", expected " + identity.brief() + " of dimension "
                    + pooled.dimension());
        }
        pooled.merge(other.pooled);
        spatial.ifPresent(s -> s.merge(other.spatial.orElseThrow()));
        kept.addAll(other.kept);
    }

    public long count() {
        return pooled.count();
    }

    /**
     * All that was gathered.
     *
     * @throws UserError with fewer than two features: there is no covariance
     */
    public FeatureSet set(String origin, String sha256, String preparation, String rounding) {
        if (pooled.count() < 2) {
            throw new UserError(origin + ": expected at least 2 images, got " + pooled.count());
        }
        return new FeatureSet(
                Optional.of(identity),
                moments(pooled),
                spatial.map(FeatureSetBuilder::moments),
                kept.rows(),
                scores.isPresent() ? OptionalDouble.of(scores.get().score()) : OptionalDouble.empty(),
                origin,
                sha256,
                preparation,
                rounding);
    }

    private static Moments moments(GaussianStatistics statistics) {
        return new Moments(statistics.mean(), statistics.covariance(), statistics.count());
    }
}
