package io.dxmi.eval.anomaly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class CurvesTest {

    private static final double ROUNDING = 1e-12;

    @Property(tries = 100)
    void aurocIsTheShareOfWonPairs(
            @ForAll @IntRange(min = 1, max = 30) int n, @ForAll @IntRange(min = 1, max = 30) int m, @ForAll long seed) {
        double[] normal = withTies(n, new Random(seed));
        double[] anomalous = withTies(m, new Random(seed + 1));
        double wins = 0;
        for (double out : anomalous) {
            for (double in : normal) wins += out > in ? 1 : out == in ? 0.5 : 0;
        }
        assertThat(RankingCurve.of(normal, anomalous).auroc()).isCloseTo(wins / (n * m), within(ROUNDING));
    }

    @Property(tries = 100)
    void monotoneRescalingChangesNothing(@ForAll @IntRange(min = 1, max = 30) int n, @ForAll long seed) {
        double[] normal = withTies(n, new Random(seed));
        double[] anomalous = withTies(n, new Random(seed + 1));
        RankingCurve plain = RankingCurve.of(normal, anomalous);
        RankingCurve rescaled = RankingCurve.of(rescaled(normal), rescaled(anomalous));
        assertThat(rescaled.fpr()).isEqualTo(plain.fpr());
        assertThat(rescaled.tpr()).isEqualTo(plain.tpr());
        assertThat(rescaled.averagePrecision()).isEqualTo(plain.averagePrecision());
        assertThat(rescaled.fprAt(0.95)).isEqualTo(plain.fprAt(0.95));
    }

    @Property(tries = 100)
    void oppositeScoresMirrorTheArea(@ForAll @IntRange(min = 1, max = 30) int n, @ForAll long seed) {
        double[] normal = withTies(n, new Random(seed));
        double[] anomalous = withTies(n + 3, new Random(seed + 1));
        double[] negatedNormal = Arrays.stream(normal).map(v -> -v).toArray();
        double[] negatedAnomalous = Arrays.stream(anomalous).map(v -> -v).toArray();
        assertThat(RankingCurve.of(negatedNormal, negatedAnomalous).auroc())
                .isCloseTo(1 - RankingCurve.of(normal, anomalous).auroc(), within(ROUNDING));
        assertThat(RankingCurve.of(normal, normal).auroc()).isEqualTo(0.5);
    }

    @Property(tries = 100)
    void sortsIndicesDescendingAndStably(@ForAll @IntRange(min = 0, max = 200) int n, @ForAll long seed) {
        double[] scores = withTies(n, new Random(seed));
        int[] order = DescendingOrder.of(scores);
        assertThat(Arrays.stream(order).sorted().toArray())
                .isEqualTo(Arrays.stream(order).sorted().distinct().toArray());
        assertThat(order).hasSize(n);
        for (int i = 1; i < n; i++) {
            assertThat(scores[order[i]]).isLessThanOrEqualTo(scores[order[i - 1]]);
            if (scores[order[i]] == scores[order[i - 1]]) assertThat(order[i]).isGreaterThan(order[i - 1]);
        }
    }

    @Example
    void negativeZeroTiesWithZero() {
        assertThat(RankingCurve.of(new double[] {0.0}, new double[] {-0.0}).auroc())
                .isEqualTo(0.5);
    }

    @Example
    void infiniteScoresAreOrdinaryScores() {
        RankingCurve curve =
                RankingCurve.of(new double[] {Double.NEGATIVE_INFINITY, 1}, new double[] {Double.POSITIVE_INFINITY, 1});
        assertThat(curve.auroc()).isEqualTo(3.5 / 4);
    }

    @Example
    void refusesScoresThatCannotBeRanked() {
        assertThatThrownBy(() -> RankingCurve.of(new double[] {1, Double.NaN}, new double[] {2}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("score 1 of 3 is NaN");
        assertThatThrownBy(() -> RankingCurve.of(new double[] {1}, new double[0]))
                .hasMessage("need anomalies and normal samples, got 0 anomalies of 1");
        assertThatThrownBy(() -> RankingCurve.of(new boolean[2], new double[3])).hasMessage("2 labels, but 3 scores");
    }

    @Example
    void cornersJoinOnlyWithEightNeighbours() {
        boolean[][] diagonal = {{true, false, true}, {false, true, false}, {false, false, false}};
        assertThat(Regions.of(diagonal, Connectivity.FOUR).count()).isEqualTo(3);
        assertThat(Regions.of(diagonal, Connectivity.EIGHT).count()).isEqualTo(1);
    }

    @Example
    void aRegionMayFillALargeImage() {
        boolean[][] full = new boolean[1000][1000];
        for (boolean[] row : full) Arrays.fill(row, true);
        assertThat(Regions.of(full, Connectivity.EIGHT).count()).isEqualTo(1);
    }

    /** Two defects of unlike size, one found and one missed: the mean over regions is a half, not the share of pixels. */
    @Example
    void everyRegionCountsTheSame() {
        boolean[][][] defect = {{{true, true, true, false, false, true}}};
        double[][][] score = {{{9, 9, 9, 1, 1, 0}}};
        ProCurve curve = ProCurve.of(defect, score, Connectivity.EIGHT);
        assertThat(curve.fpr()).containsExactly(0, 0, 1, 1);
        assertThat(curve.pro()).containsExactly(new double[] {0, 0.5, 0.5, 1}, within(ROUNDING));
        assertThat(curve.area(0.3)).isCloseTo(0.5, within(ROUNDING));
        assertThat(curve.area(1)).isCloseTo(0.5, within(ROUNDING));
    }

    /** With one region of all defect pixels, the overlap is the true positive rate and the whole area the AUROC. */
    @Property(tries = 50)
    void oneRegionIsTheRocCurve(@ForAll long seed) {
        Random random = new Random(seed);
        boolean[][] mask = new boolean[6][6];
        double[][] score = new double[6][6];
        boolean[] flatMask = new boolean[36];
        double[] flatScore = new double[36];
        for (int i = 0; i < 36; i++) {
            mask[i / 6][i % 6] = flatMask[i] = i < 15;
            score[i / 6][i % 6] = flatScore[i] = random.nextInt(8);
        }
        ProCurve pro = ProCurve.of(new boolean[][][] {mask}, new double[][][] {score}, Connectivity.FOUR);
        RankingCurve roc = RankingCurve.of(flatMask, flatScore);
        assertThat(pro.fpr()).containsExactly(roc.fpr(), within(ROUNDING));
        assertThat(pro.pro()).containsExactly(roc.tpr(), within(ROUNDING));
        assertThat(pro.area(1)).isCloseTo(roc.auroc(), within(ROUNDING));
    }

    @Example
    void refusesMapsThatDoNotFit() {
        boolean[][][] defect = {{{true, false}}};
        assertThatThrownBy(() -> ProCurve.of(defect, new double[][][] {{{1, 2, 3}}}, Connectivity.EIGHT))
                .hasMessage("row 0 of mask 0 has 2 pixels, of its score map 3");
        assertThatThrownBy(() ->
                        ProCurve.of(new boolean[][][] {{{false}}}, new double[][][] {{{1}}}, Connectivity.EIGHT))
                .hasMessageContaining("0 defect regions");
    }

    private static double[] withTies(int n, Random random) {
        double[] values = new double[n];
        Arrays.setAll(values, i -> random.nextBoolean() ? random.nextInt(5) - 2 : random.nextGaussian());
        return values;
    }

    private static double[] rescaled(double[] values) {
        return Arrays.stream(values).map(v -> Math.exp(3 * v - 1)).toArray();
    }
}
