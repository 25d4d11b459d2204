package io.dxmi.eval.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dxmi.eval.feature.Features;
import io.dxmi.eval.feature.Identity;
import io.dxmi.eval.quality.InceptionScore;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ComparisonTest {

    private static final Identity NET = new Identity("net", "ab".repeat(32), "fid");

    private static FeatureSet set(Identity identity, int n, int d, long seed, double shift, String origin) {
        Random random = new Random(seed);
        double[][] rows = new double[n][d];
        for (double[] row : rows) Arrays.setAll(row, i -> random.nextGaussian() + shift);
        FeatureSetBuilder builder = new FeatureSetBuilder(identity, d, 2, 3, 400, seed);
        double[][] spatial = Arrays.stream(rows).map(r -> Arrays.copyOf(r, 2)).toArray(double[][]::new);
        double[][] probabilities = Arrays.stream(rows)
                .map(r -> r[0] > shift ? new double[] {1, 0, 0} : new double[] {0, 0.5, 0.5})
                .toArray(double[][]::new);
        builder.add(new Features(rows, spatial, probabilities));
        return builder.set(origin, "ef".repeat(32), "none", "8 bits");
    }

    private static Map<String, Measured> cards(FeatureSet samples, FeatureSet reference) {
        return new Comparison(samples, reference, 0)
                .evaluate(EnumSet.allOf(Metric.class), Progress.NONE).stream()
                        .collect(Collectors.toMap(Measured::name, Function.identity()));
    }

    @Test
    void aSetComparedWithItselfIsPerfect() {
        FeatureSet set = set(NET, 1000, 4, 1, 0, "a");
        Map<String, Measured> cards = cards(set, set);
        assertThat(cards.keySet())
                .containsExactlyInAnyOrder(
                        "proxy-fid(1k)",
                        "proxy-sfid(1k)",
                        "kid",
                        "precision",
                        "recall",
                        "density",
                        "coverage",
                        "inception_score",
                        "sliced_wasserstein",
                        "exact_wasserstein");
        assertThat(cards.get("proxy-fid(1k)").number()).isCloseTo(0, within(1e-6));
        assertThat(cards.get("proxy-sfid(1k)").number()).isCloseTo(0, within(1e-6));
        assertThat(cards.get("precision").number()).isEqualTo(1);
        assertThat(cards.get("coverage").number()).isEqualTo(1);
        assertThat(cards.get("sliced_wasserstein").number()).isCloseTo(0, within(1e-9));
        assertThat(cards.get("exact_wasserstein").number()).isCloseTo(0, within(1e-9));
    }

    @Test
    void aShiftIsSeenByAllDistances() {
        Map<String, Measured> cards = cards(set(NET, 1200, 4, 1, 3, "a"), set(NET, 900, 4, 2, 0, "b"));
        // |shift|^2 = 4 * 9, and the rest is the sampling error of means and covariances
        assertThat(cards.get("proxy-fid(900)").number()).isCloseTo(36, within(1.5));
        assertThat(cards.get("exact_wasserstein").number()).isCloseTo(6, within(0.5));
        // Each direction sees |shift| times its cosine, whose mean square is 1/4.
        assertThat(cards.get("sliced_wasserstein").number()).isCloseTo(3, within(0.4));
        assertThat(cards.get("kid").number()).isPositive();
        assertThat(cards.get("kid").spread()).isPresent();
        assertThat(cards.get("recall").number()).isLessThan(0.1);
    }

    @Test
    void everyCardSaysWhatItTakes() {
        FeatureSet samples = set(NET, 1200, 4, 1, 0, "samples");
        FeatureSet reference = set(NET, 900, 4, 2, 0, "ref");
        cards(samples, reference).forEach((name, card) -> {
            assertThat(card.how().implementation()).as(name).startsWith("dxmi: ");
            assertThat(MeasuredFormat.cards(List.of(card)).get(0))
                    .containsEntry("extractor", "net")
                    .containsEntry("extractor_sha256", NET.sha256())
                    .containsEntry("resize", "none")
                    .containsEntry("rounding", "8 bits")
                    .containsEntry("samples_from", "samples")
                    .containsEntry("reference", "ref")
                    .containsEntry("reference_resize", "none")
                    .containsEntry("reference_rounding", "8 bits")
                    .containsEntry("reference_sha256", "ef".repeat(32))
                    .containsEntry("seed", 0L);
        });
        assertThat(MeasuredFormat.cards(List.of(cards(samples, reference).get("proxy-fid(900)")))
                        .get(0))
                .containsEntry("samples", 1200L)
                .containsEntry("references", 900L);
        assertThat(cards(samples, reference).get("kid").samples().count()).isEqualTo(400);
    }

    @Test
    void onlyManyInceptionSamplesMakeAnFid() {
        assertThat(Comparison.frechetName("fid", 49_999, 60_000)).isEqualTo("proxy-fid(49999)");
        assertThat(Comparison.frechetName("fid", 10_000, 50_000)).isEqualTo("proxy-fid(10k)");
        assertThat(Comparison.frechetName("fid", 50_000, 50_000)).isEqualTo("fid");
        assertThat(Comparison.frechetName("fid", 50_000, 10_000)).isEqualTo("proxy-fid(10k)");
        assertThat(Comparison.frechetName("fid", 50_000, 0)).isEqualTo("fid");
        assertThat(Comparison.frechetName("sfid", 10_000, 0)).isEqualTo("proxy-sfid(10k)");
        assertThat(Comparison.frechetName("frechet", 10_000, 10_000)).isEqualTo("frechet");
    }

    @Test
    void spatialDistancesOfOtherNetworksAreNoSfid() {
        FeatureSet set = set(new Identity("own", "", "frechet"), 100, 4, 1, 0, "a");
        assertThat(cards(set, set).keySet())
                .contains("frechet", "frechet_spatial")
                .noneMatch(name -> name.contains("fid"));
    }

    @Test
    void fewerSamplesThanDimensionsAreWarnedOf() {
        FeatureSet few = set(NET, 20, 30, 1, 0, "few");
        FeatureSet many = set(NET, 100, 30, 2, 0, "many");
        assertThat(new Comparison(few, many, 0).warnings())
                .singleElement()
                .asString()
                .startsWith("few: 20 samples are fewer than the 30 feature dimensions");
        assertThat(cards(few, many).get("proxy-fid(20)").number()).isFinite().isPositive();
        assertThat(new Comparison(many, many, 0).warnings()).isEmpty();
    }

    @Test
    void fewerSamplesThanSpatialDimensionsAreWarnedOf() {
        FeatureSetBuilder builder = new FeatureSetBuilder(NET, 2, 40, 0, 100, 0);
        Random random = new Random(1);
        double[][] rows = new double[30][40];
        for (double[] row : rows) Arrays.setAll(row, i -> random.nextGaussian());
        double[][] pooled = Arrays.stream(rows).map(r -> Arrays.copyOf(r, 2)).toArray(double[][]::new);
        builder.add(new Features(pooled, rows, new double[0][]));
        FeatureSet set = builder.set("few", "", "none", "8 bits");
        assertThat(new Comparison(set, set, 0).warnings())
                .hasSize(2)
                .allSatisfy(warning -> assertThat(warning)
                        .startsWith("few: 30 samples are fewer than the 40 spatial feature dimensions"));
    }

    @Test
    void spatialFeaturesOfAnotherDimensionCostOnlyTheirOwnDistance() {
        FeatureSet set = set(NET, 100, 4, 1, 0, "a");
        FeatureSetBuilder builder = new FeatureSetBuilder(NET, 4, 3, 0, 100, 0);
        Random random = new Random(2);
        double[][] rows = new double[100][4];
        for (double[] row : rows) Arrays.setAll(row, i -> random.nextGaussian());
        double[][] spatial = Arrays.stream(rows).map(r -> Arrays.copyOf(r, 3)).toArray(double[][]::new);
        builder.add(new Features(rows, spatial, new double[0][]));
        FeatureSet other = builder.set("b", "", "none", "8 bits");
        Comparison comparison = new Comparison(set, other, 0);
        assertThat(cards(set, other)).containsKey("proxy-fid(100)").doesNotContainKey("proxy-sfid(100)");
        assertThat(comparison.warnings())
                .singleElement()
                .asString()
                .startsWith("no sfid: it needs spatial features of one dimension, but those of b have 3");
    }

    @Test
    void tooFewSamplesForNeighboursAreSaid() {
        FeatureSet few = set(NET, 5, 2, 1, 0, "few");
        assertThat(new Comparison(few, set(NET, 100, 2, 2, 0, "many"), 0).warnings())
                .anySatisfy(w -> assertThat(w).startsWith("no precision, recall, density and coverage: they need"));
    }

    @Test
    void metricsGoByTheNamesThatResultsGiveThem() {
        assertThat(Metric.of("frechet,recall, kid"))
                .containsExactlyInAnyOrder(Metric.FID, Metric.PRECISION_RECALL, Metric.KID);
        assertThatThrownBy(() -> Metric.of("nothing")).hasMessageStartingWith("unknown metric 'nothing'");
    }

    @Test
    void otherPreparationsAreWarnedOf() {
        FeatureSet set = set(NET, 100, 4, 1, 0, "a");
        FeatureSet resized = resized(set, "bicubic 8x8");
        assertThat(new Comparison(set, resized, 0).warnings())
                .singleElement()
                .asString()
                .startsWith("a: was resized by 'bicubic 8x8', the samples by 'none'");
        assertThat(MeasuredFormat.cards(List.of(cards(set, resized).get("kid"))).get(0))
                .containsEntry("reference_resize", "bicubic 8x8");
    }

    private static FeatureSet resized(FeatureSet set, String how) {
        return new FeatureSet(
                set.features(),
                set.pooled(),
                set.spatial(),
                set.kept(),
                set.inceptionScore(),
                set.origin(),
                set.sha256(),
                how,
                set.rounding());
    }

    @Test
    void metricsThatCannotBeComputedSayWhatTheyNeed() {
        FeatureSet samples = set(NET, 100, 4, 1, 0, "samples");
        FeatureSet bare = moments(samples);
        assertThatThrownBy(() -> new Comparison(samples, bare, 0).inputs().require(EnumSet.of(Metric.FID, Metric.KID)))
                .isInstanceOf(UserError.class)
                .hasMessage("metrics kid needs at least 4 features of both sides, but m.npz has none; 'dxmi reference"
                        + " build' keeps some");
        assertThatThrownBy(() -> new Comparison(samples, bare, 0).inputs().require(EnumSet.of(Metric.SFID)))
                .hasMessageStartingWith("metrics sfid needs statistics of spatial features, but m.npz has no mu_s");
        assertThatThrownBy(() ->
                        new Comparison(bare(samples), samples, 0).inputs().require(EnumSet.of(Metric.INCEPTION_SCORE)))
                .hasMessageStartingWith(
                        "metrics is needs class probabilities, but net (sha256 abababababab) gives none");
        assertThatThrownBy(
                        () -> new Comparison(bare(samples), samples, 0).inputs().require(EnumSet.of(Metric.SFID)))
                .hasMessageStartingWith(
                        "metrics sfid needs spatial features, but net (sha256 abababababab) gives none");
        FeatureSet five = set(NET, 5, 4, 1, 0, "five");
        assertThatThrownBy(() -> new Comparison(five, samples, 0).inputs().require(EnumSet.of(Metric.PRECISION_RECALL)))
                .hasMessage("metrics pr needs at least 6 features of both sides, but five has 5");
        new Comparison(samples, samples, 0).inputs().require(EnumSet.allOf(Metric.class));
    }

    /** Without spatial features and probabilities. */
    private static FeatureSet bare(FeatureSet set) {
        return new FeatureSet(
                set.features(),
                set.pooled(),
                Optional.empty(),
                set.kept(),
                OptionalDouble.empty(),
                set.origin(),
                set.sha256(),
                set.preparation(),
                set.rounding());
    }

    /** Mean and covariance alone, as another tool writes them. */
    private static FeatureSet moments(FeatureSet set) {
        return new FeatureSet(
                Optional.empty(),
                new Moments(set.pooled().mean(), set.pooled().covariance(), 0),
                Optional.empty(),
                FeatureSubset.NONE,
                OptionalDouble.empty(),
                "m.npz",
                "",
                FeatureSet.NOT_STATED,
                FeatureSet.NOT_STATED);
    }

    @Test
    void aFileOfMomentsGivesWhatItCan() {
        FeatureSet samples = set(NET, 100, 4, 1, 0, "samples");
        assertThat(cards(samples, moments(samples)).keySet())
                .containsExactlyInAnyOrder("proxy-fid(100)", "inception_score");
        assertThat(new Comparison(samples, moments(samples), 0).warnings())
                .hasSize(3)
                .allSatisfy(warning -> assertThat(warning).startsWith("m.npz: "));
    }

    @Test
    void otherFeaturesOrDimensionsAreRefused() {
        FeatureSet samples = set(NET, 50, 4, 1, 0, "samples");
        FeatureSet other = set(new Identity("net", "cd".repeat(32), "fid"), 50, 4, 2, 0, "ref");
        assertThatThrownBy(() -> new Comparison(samples, other, 0))
                .isInstanceOf(UserError.class)
                .hasMessage(
                        "ref: was made with the features net (sha256 cdcdcdcdcdcd), but the samples have net (sha256"
                                + " abababababab); choose the same extractor");
        FeatureSet longer = set(NET, 50, 5, 2, 0, "ref");
        assertThatThrownBy(() -> new Comparison(samples, longer, 0))
                .isInstanceOf(UserError.class)
                .hasMessage("ref: has features of dimension 5, but net (sha256 abababababab) gives 4");
    }

    @Test
    void theStreamedInceptionScoreIsTheWhole() {
        Random random = new Random(6);
        double[][] probabilities = new double[40][5];
        InceptionScore.Stream stream = new InceptionScore.Stream(5);
        for (double[] row : probabilities) {
            Arrays.setAll(row, i -> random.nextDouble());
            double sum = Arrays.stream(row).sum();
            for (int i = 0; i < row.length; i++) row[i] /= sum;
            stream.add(row);
        }
        assertThat(stream.score()).isCloseTo(InceptionScore.of(probabilities, 40), within(1e-12));
    }

    @Test
    void probabilitiesAreChecked() {
        double[][] wrong = {{0.5, 0.4, 0}, {-0.1, 0.6, 0.5}, {Double.NaN, 1, 0}, {0, 1 / 0.0, 0}};
        String[] faults = {"they sum to 0.9", "one of them is -0.1", "one of them is NaN", "one of them is Infinity"};
        for (int i = 0; i < wrong.length; i++) {
            FeatureSetBuilder builder = new FeatureSetBuilder(NET, 1, 0, 3, 10, 0);
            double[][] rows = {{1}, {2}, {3}};
            double[][] fine = {{0, 1, 0}, {0.3334, 0.3334, 0.3334}, {1, 0, 0}};
            builder.add(new Features(rows, new double[0][], fine));
            double[][] later = {fine[0], wrong[i], fine[2]};
            assertThatThrownBy(() -> builder.add(new Features(rows, new double[0][], later)))
                    .isInstanceOf(UserError.class)
                    .hasMessageStartingWith(
                            "the class probabilities that net (sha256 abababababab) gives for row 4 are no"
                                    + " distribution: " + faults[i]);
            InceptionScore.Stream stream = new InceptionScore.Stream(3);
            assertThatThrownBy(() -> stream.add(later[1])).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void oneSampleHasNoCovariance() {
        assertThatThrownBy(() -> set(NET, 1, 4, 1, 0, "one"))
                .isInstanceOf(UserError.class)
                .hasMessage("one: expected at least 2 images, got 1");
    }

    @Test
    void metricsAreChosenByTheirShortNames() {
        assertThat(Metric.of("kid, fid")).isEqualTo(EnumSet.of(Metric.FID, Metric.KID));
        assertThatThrownBy(() -> Metric.of("fid,nid"))
                .isInstanceOf(UserError.class)
                .hasMessage("unknown metric 'nid', expected some of fid,sfid,kid,pr,dc,is,sw,w");
        FeatureSet set = set(NET, 50, 4, 1, 0, "a");
        List<Measured> cards = new Comparison(set, set, 0).evaluate(EnumSet.of(Metric.DENSITY_COVERAGE), Progress.NONE);
        assertThat(cards).extracting(Measured::name).containsExactly("density", "coverage");
    }
}
