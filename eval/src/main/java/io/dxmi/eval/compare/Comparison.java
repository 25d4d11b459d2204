package io.dxmi.eval.compare;

import io.dxmi.eval.feature.Identity;
import io.dxmi.eval.quality.ExactWasserstein;
import io.dxmi.eval.quality.FrechetDistance;
import io.dxmi.eval.quality.Kid;
import io.dxmi.eval.quality.ManifoldOverlap;
import io.dxmi.eval.quality.SlicedWasserstein;
import io.dxmi.samplers.run.Progress;
import io.dxmi.samplers.run.UserError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Measures samples against a reference, each number with its card. Fréchet distances use all features; distances between
 * points use those that were kept on both sides.
 *
 * @param samples with their features' identity
 * @param rounding of the samples' pixels, for the card
 */
public record Comparison(FeatureSet samples, FeatureSet reference, String rounding, long seed) {

    private static final String PHASE = "metrics";

    /** Customary neighbourhoods: precision and recall 3, density and coverage 5. */
    private static final int[] NEIGHBOURS = {3, 5};

    private static final int KID_SUBSETS = 10;
    private static final int KID_SIZE = 1000;
    private static final int PROJECTIONS = 200;

    /** Optimal matching takes time with the cube of it. */
    private static final int MATCHED = 1000;

    public Comparison {
        requireFit(reference, samples.features().orElseThrow(), samples.pooled().dimensions());
    }

    /**
     * Whether a reference can be compared with features of this kind.
     *
     * @throws UserError if it was made with others, or has another dimension
     */
    public static void requireFit(FeatureSet reference, Identity identity, int dimensions) {
        reference.features().ifPresent(theirs -> {
            if (!theirs.sameAs(identity)) {
                throw new UserError(reference.origin() + ": was made with the features " + theirs.brief()
                        + ", but the samples have " + identity.brief() + "; choose the same --extractor");
            }
        });
        if (reference.pooled().dimensions() != dimensions) {
            throw new UserError(reference.origin() + ": has features of dimension "
                    + reference.pooled().dimensions() + ", but " + identity.brief() + " gives " + dimensions);
        }
    }

    /** Why numbers are to be taken with care; empty if there is no reason. */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        int d = samples.pooled().dimensions();
        for (FeatureSet side : List.of(samples, reference)) {
            long n = side.pooled().count();
            if (n > 0 && n < d) {
                warnings.add(side.origin() + ": " + n + " samples are fewer than the " + d
                        + " feature dimensions; their covariance is singular and Fréchet distances are biased upwards");
            }
        }
        if (reference.features().isEmpty()) {
            warnings.add(reference.origin() + ": does not say which extractor made it; only its dimension was checked");
        }
        if (reference.kept().length == 0) {
            warnings.add(reference.origin() + ": keeps no features, so there is no KID, precision, recall, density, "
                    + "coverage or Wasserstein distance; 'dxmi reference build' keeps some");
        }
        return warnings;
    }

    /** The cards of those metrics that both sides know enough for, in the order of {@link Metric}. */
    public List<Card> cards(Set<Metric> wanted, Progress progress) {
        List<Card> cards = new ArrayList<>();
        progress.begin(PHASE, 0, wanted.size());
        int done = 0;
        ManifoldOverlap overlap = null;
        for (Metric metric : wanted) {
            boolean manifold = metric == Metric.PRECISION_RECALL || metric == Metric.DENSITY_COVERAGE;
            if (manifold && overlap == null && enough(NEIGHBOURS[1] + 1)) {
                overlap = ManifoldOverlap.of(reference.kept(), samples.kept(), NEIGHBOURS);
            }
            add(metric, overlap, cards);
            progress.step(PHASE, ++done, Map.of());
        }
        progress.end(PHASE);
        return cards;
    }

    private void add(Metric metric, ManifoldOverlap overlap, List<Card> cards) {
        switch (metric) {
            case FID -> {
                Identity identity = samples.features().orElseThrow();
                cards.add(frechet(identity.distance(), samples.pooled(), reference.pooled()));
            }
            case SFID -> spatial(cards);
            case KID -> {
                if (enough(4)) cards.add(kid());
            }
            case PRECISION_RECALL -> {
                if (overlap == null) return;
                String how = "k-nearest-neighbour balls, k = 3, float64 (Kynkaanniemi et al. 2019)";
                cards.add(ofKept("precision", overlap.precision(0), how));
                cards.add(ofKept("recall", overlap.recall(0), how));
            }
            case DENSITY_COVERAGE -> {
                if (overlap == null) return;
                String how = "k-nearest-neighbour balls, k = 5, float64 (Naeem et al. 2020)";
                cards.add(ofKept("density", overlap.density(1), how));
                cards.add(ofKept("coverage", overlap.coverage(1), how));
            }
            case INCEPTION_SCORE ->
                samples.inceptionScore()
                        .ifPresent(score -> cards.add(card(
                                "inception_score",
                                score,
                                OptionalDouble.empty(),
                                "exp(mean KL), one split of all samples, float64",
                                samples.pooled().count(),
                                reference.pooled().count())));
            case SLICED_WASSERSTEIN -> {
                if (!enough(1)) return;
                double w = SlicedWasserstein.w2(samples.kept(), reference.kept(), PROJECTIONS, seed);
                cards.add(ofKept("sliced_wasserstein", w, "W2, " + PROJECTIONS + " directions, float64"));
            }
            case EXACT_WASSERSTEIN -> {
                if (enough(1)) cards.add(matched());
            }
        }
    }

    private boolean enough(int rows) {
        return Math.min(samples.kept().length, reference.kept().length) >= rows;
    }

    private Card frechet(String distance, Moments a, Moments b) {
        double value = FrechetDistance.squared(a.mean(), a.covariance(), b.mean(), b.covariance());
        return card(
                Card.name(distance, a.count()),
                value,
                OptionalDouble.empty(),
                "squared Frechet distance, pivoted Cholesky and singular values, float64",
                a.count(),
                b.count());
    }

    private void spatial(List<Card> cards) {
        if (samples.spatial().isEmpty() || reference.spatial().isEmpty()) return;
        Moments ours = samples.spatial().get();
        Moments theirs = reference.spatial().get();
        if (ours.dimensions() != theirs.dimensions()) {
            throw new UserError(reference.origin() + ": has spatial features of dimension " + theirs.dimensions()
                    + ", but the extractor gives " + ours.dimensions());
        }
        cards.add(frechet("sfid", ours, theirs));
    }

    private Card kid() {
        int least = Math.min(samples.kept().length, reference.kept().length);
        int size = Math.min(KID_SIZE, least / 2);
        Kid kid = Kid.ofSubsets(samples.kept(), reference.kept(), KID_SUBSETS, size, seed);
        return card(
                "kid",
                kid.mean(),
                OptionalDouble.of(kid.sd()),
                "unbiased squared MMD, kernel (x.y/d + 1)^3, " + KID_SUBSETS + " subsets of " + size + ", float64",
                samples.kept().length,
                reference.kept().length);
    }

    private Card matched() {
        int n = Math.min(MATCHED, Math.min(samples.kept().length, reference.kept().length));
        double w = ExactWasserstein.w2(Arrays.copyOf(samples.kept(), n), Arrays.copyOf(reference.kept(), n))
                .distance();
        return card("exact_wasserstein", w, OptionalDouble.empty(), "W2 by optimal matching, float64", n, n);
    }

    private Card ofKept(String name, double value, String how) {
        return card(name, value, OptionalDouble.empty(), how, samples.kept().length, reference.kept().length);
    }

    private Card card(String name, double value, OptionalDouble sd, String how, long n, long m) {
        Identity identity = samples.features().orElseThrow();
        return new Card(
                name,
                value,
                sd,
                "dxmi: " + how,
                identity.name(),
                identity.sha256(),
                samples.preparation(),
                rounding,
                n,
                m,
                reference.origin(),
                reference.sha256(),
                seed);
    }
}
