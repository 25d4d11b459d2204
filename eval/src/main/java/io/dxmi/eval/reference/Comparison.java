package io.dxmi.eval.reference;

import static io.dxmi.samplers.UserError.parameter;

import io.dxmi.eval.feature.Identity;
import io.dxmi.eval.quality.ExactWasserstein;
import io.dxmi.eval.quality.FrechetDistance;
import io.dxmi.eval.quality.Kid;
import io.dxmi.eval.quality.ManifoldOverlap;
import io.dxmi.eval.quality.SlicedWasserstein;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Measures samples against a reference, each number with its method and both sides. Fréchet distances use all features; distances between
 * points use those that were kept on both sides.
 *
 * @param samples with their features' identity
 * @param seed of subsets and directions
 */
public record Comparison(FeatureSet samples, FeatureSet reference, long seed) {

    private static final String PHASE = "metrics";

    /** Customary neighbourhoods: precision and recall 3, density and coverage 5. */
    private static final int[] NEIGHBOURS = {3, 5};

    /** From this many on both sides on, a Fréchet distance in Inception features is called FID. */
    private static final long ENOUGH = 50_000;

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
                        + ", but the samples have " + identity.brief() + "; choose the same " + parameter("extractor"));
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
            if (n > 0 && n < d) warnings.add(few(side.origin(), n, d, "feature"));
            side.spatial()
                    .filter(s ->
                            n > 0 && n < s.dimensions() && samples.spatial().isPresent())
                    .ifPresent(s -> warnings.add(few(side.origin(), n, s.dimensions(), "spatial feature")));
        }
        if (!reference.preparation().equals(FeatureSet.NOT_STATED)
                && !reference.preparation().equals(samples.preparation())) {
            warnings.add(reference.origin() + ": was resized by '" + reference.preparation() + "', the samples by '"
                    + samples.preparation() + "'; such a difference alone moves distances");
        }
        if (reference.pooled().count() == 0) {
            warnings.add(reference.origin() + ": does not say how many images it was made from");
        }
        if (reference.features().isEmpty()) {
            warnings.add(reference.origin() + ": does not say which extractor made it; only its dimension was checked");
        }
        if (reference.kept().count() == 0) {
            warnings.add(reference.origin() + ": keeps no features, so there is no KID, precision, recall, density, "
                    + "coverage or Wasserstein distance; 'dxmi reference build' keeps some");
        }
        MetricInputs inputs = inputs();
        boolean bothSpatial =
                samples.spatial().isPresent() && reference.spatial().isPresent();
        if (bothSpatial) inputs.lacks(Metric.SFID).ifPresent(why -> warnings.add("no sfid: it needs " + why));
        if (reference.kept().count() > 0) {
            inputs.lacks(Metric.PRECISION_RECALL)
                    .ifPresent(why -> warnings.add("no precision, recall, density and coverage: they need " + why));
        }
        return warnings;
    }

    private static String few(String origin, long n, int d, String kind) {
        return origin + ": " + n + " samples are fewer than the " + d + " " + kind
                + " dimensions; their covariance is singular and Fréchet distances are biased upwards";
    }

    /** What the metrics are computed from. */
    public MetricInputs inputs() {
        return new MetricInputs(
                samples.features().orElseThrow().brief(),
                MetricInputs.Side.of(samples),
                MetricInputs.Side.of(reference));
    }

    /** Those metrics that both sides know enough for, in the order of {@link Metric}. */
    public List<Measured> evaluate(Set<Metric> wanted, Progress progress) {
        List<Measured> measured = new ArrayList<>();
        progress.begin(PHASE, 0, wanted.size());
        int done = 0;
        ManifoldOverlap overlap = null;
        MetricInputs inputs = inputs();
        for (Metric metric : wanted) {
            if (inputs.lacks(metric).isEmpty()) {
                boolean manifold = metric == Metric.PRECISION_RECALL || metric == Metric.DENSITY_COVERAGE;
                if (manifold && overlap == null) {
                    overlap = ManifoldOverlap.of(
                            reference.kept().rows(), samples.kept().rows(), NEIGHBOURS);
                }
                add(metric, overlap, measured);
            }
            progress.step(PHASE, ++done, Map.of());
        }
        progress.end(PHASE);
        return measured;
    }

    private void add(Metric metric, ManifoldOverlap overlap, List<Measured> measured) {
        switch (metric) {
            case FID -> {
                Identity identity = samples.features().orElseThrow();
                measured.add(frechet(identity.distance(), samples.pooled(), reference.pooled()));
            }
            case SFID -> spatial(measured);
            case KID -> measured.add(kid());
            case PRECISION_RECALL -> {
                String how = "k-nearest-neighbour balls, k = 3, float64 (Kynkaanniemi et al. 2019)";
                measured.add(ofKept("precision", overlap.precision(0), how));
                measured.add(ofKept("recall", overlap.recall(0), how));
            }
            case DENSITY_COVERAGE -> {
                String how = "k-nearest-neighbour balls, k = 5, float64 (Naeem et al. 2020)";
                measured.add(ofKept("density", overlap.density(1), how));
                measured.add(ofKept("coverage", overlap.coverage(1), how));
            }
            case INCEPTION_SCORE ->
                measured.add(measured(
                        "inception_score",
                        samples.inceptionScore().orElseThrow(),
                        OptionalDouble.empty(),
                        "exp(mean KL), one split of all samples, float64",
                        samples.pooled().count(),
                        reference.pooled().count()));
            case SLICED_WASSERSTEIN -> {
                double w = SlicedWasserstein.w2(
                        samples.kept().rows(), reference.kept().rows(), PROJECTIONS, seed);
                measured.add(ofKept("sliced_wasserstein", w, "W2, " + PROJECTIONS + " directions, float64"));
            }
            case EXACT_WASSERSTEIN -> measured.add(matched());
        }
    }

    /**
     * What the Fréchet distance of so many samples and references is called, by the smaller number.
     *
     * @param distance {@code fid}, {@code sfid} or another name, which is left as it is
     * @param references 0 if their file does not say, and is trusted to be of enough
     */
    static String frechetName(String distance, long samples, long references) {
        long fewest = references == 0 ? samples : Math.min(samples, references);
        if (fewest >= ENOUGH || !distance.endsWith("fid")) return distance;
        String many = fewest % 1000 == 0 ? fewest / 1000 + "k" : Long.toString(fewest);
        return "proxy-" + distance + "(" + many + ")";
    }

    private int fewest() {
        return Math.min(samples.kept().count(), reference.kept().count());
    }

    private Measured frechet(String distance, Moments a, Moments b) {
        double value = FrechetDistance.squared(a.mean(), a.covariance(), b.mean(), b.covariance());
        return measured(
                frechetName(distance, a.count(), b.count()),
                value,
                OptionalDouble.empty(),
                "squared Frechet distance, pivoted Cholesky and singular values, float64",
                a.count(),
                b.count());
    }

    private void spatial(List<Measured> measured) {
        Moments ours = samples.spatial().orElseThrow();
        Moments theirs = reference.spatial().orElseThrow();
        measured.add(frechet(samples.features().orElseThrow().spatialDistance(), ours, theirs));
    }

    private Measured kid() {
        int size = Math.min(KID_SIZE, fewest() / 2);
        Kid kid = Kid.ofSubsets(samples.kept().rows(), reference.kept().rows(), KID_SUBSETS, size, seed);
        return measured(
                "kid",
                kid.mean(),
                OptionalDouble.of(kid.sd()),
                "unbiased squared MMD, kernel (x.y/d + 1)^3, " + KID_SUBSETS + " subsets of " + size + ", float64",
                samples.kept().count(),
                reference.kept().count());
    }

    private Measured matched() {
        int n = Math.min(MATCHED, fewest());
        double w = ExactWasserstein.w2(
                        Arrays.copyOf(samples.kept().rows(), n),
                        Arrays.copyOf(reference.kept().rows(), n))
                .distance();
        return measured("exact_wasserstein", w, OptionalDouble.empty(), "W2 by optimal matching, float64", n, n);
    }

    private Measured ofKept(String name, double value, String how) {
        return measured(
                name,
                value,
                OptionalDouble.empty(),
                how,
                samples.kept().count(),
                reference.kept().count());
    }

    private Measured measured(String name, double value, OptionalDouble sd, String how, long n, long m) {
        return new Measured(
                name,
                value,
                sd,
                Method.own(how, samples.features().orElseThrow(), seed),
                samples.side(n),
                reference.side(m));
    }
}
