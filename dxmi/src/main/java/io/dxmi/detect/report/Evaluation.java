package io.dxmi.detect.report;

import io.dxmi.detect.data.Sample;
import io.dxmi.detect.data.Samples;
import io.dxmi.eval.anomaly.Connectivity;
import io.dxmi.eval.anomaly.ProCurve;
import io.dxmi.eval.anomaly.RankingCurve;
import io.dxmi.eval.reference.Measured;
import io.dxmi.eval.reference.Method;
import io.dxmi.eval.reference.Side;
import io.dxmi.samplers.UserError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures a detector on labelled samples.
 *
 * @param data where the samples are from
 * @param seed of the bootstrap
 */
record Evaluation(String data, long seed) {

    /** False positive rate up to which per-region overlap is integrated (Bergmann et al., 2019). */
    private static final double AUPRO_LIMIT = 0.3;

    /** Requires both classes. @throws UserError if labels are missing or all the same */
    static void requireBoth(Samples samples) {
        int[] labels = samples.labels();
        if (Arrays.stream(labels).anyMatch(label -> label == Sample.UNKNOWN)) {
            throw new UserError(samples.where() + " has no labels; expected a label column (see "
                    + UserError.parameter("label-column")
                    + "), labels beside the samples, or a folder of normal pictures called"
                    + " good, ok or normal (see " + UserError.parameter("normal") + ")");
        }
        long anomalies = Arrays.stream(labels).filter(label -> label > 0).count();
        if (anomalies == 0 || anomalies == labels.length) {
            throw new UserError(samples.where() + ": expected normal samples and anomalies, got one class only: "
                    + labels.length + (anomalies == 0 ? " normal samples" : " anomalies")
                    + "; see " + UserError.parameter("label-column") + " and " + UserError.parameter("normal"));
        }
    }

    /** Numbers of samples, metrics, their intervals. */
    EvaluationReport.Labelled of(Cases cases) {
        double[] normal = cases.scores(false);
        double[] anomalous = cases.scores(true);
        ScoreMetrics scores = metrics("samples", normal.length, anomalous.length);
        List<Measured> metrics = new ArrayList<>(scores.of(RankingCurve.of(normal, anomalous), ""));
        metrics.add(scores.measured("false_positive_rate", cases.flagged(false), "share of normal samples flagged"));
        metrics.add(scores.measured("true_positive_rate", cases.flagged(true), "share of anomalies flagged"));
        if (cases.maps().length > 0) addPixels(cases, metrics);
        return new EvaluationReport.Labelled(
                normal.length, anomalous.length, 0, metrics, ScoreMetrics.intervals(normal, anomalous, seed));
    }

    private ScoreMetrics metrics(String what, long normal, long anomalous) {
        return new ScoreMetrics(
                Side.plain("anomalous " + what + " of " + data, anomalous, ""),
                Side.plain("normal " + what + " of " + data, normal, ""),
                seed);
    }

    private void addPixels(Cases cases, List<Measured> metrics) {
        int total = Arrays.stream(cases.maps())
                .mapToInt(map -> map.length * map[0].length)
                .sum();
        boolean[] defect = new boolean[total];
        double[] score = new double[total];
        int at = 0;
        for (int i = 0; i < cases.maps().length; i++) {
            for (int y = 0; y < cases.maps()[i].length; y++) {
                for (int x = 0; x < cases.maps()[i][y].length; x++) {
                    defect[at] = cases.masks()[i][y][x];
                    score[at++] = cases.maps()[i][y][x];
                }
            }
        }
        RankingCurve curve = RankingCurve.of(defect, score);
        int defects = 0;
        for (boolean one : defect) if (one) defects++;
        ScoreMetrics pixels = metrics("pixels", total - defects, defects);
        metrics.addAll(pixels.of(curve, "pixel_"));
        double overlap =
                ProCurve.of(cases.masks(), cases.maps(), Connectivity.EIGHT).area(AUPRO_LIMIT);
        metrics.add(pixels.measured(
                "aupro",
                overlap,
                "area under the per-region overlap curve up to a false positive rate of " + AUPRO_LIMIT));
    }

    /** The mean of each metric over categories. */
    static List<Measured> means(Map<String, EvaluationReport> categories) {
        Map<String, List<Measured>> byName = new LinkedHashMap<>();
        categories
                .values()
                .forEach(category -> category.metrics()
                        .forEach(m -> byName.computeIfAbsent(m.name(), name -> new ArrayList<>())
                                .add(m)));
        return byName.values().stream().map(Evaluation::mean).toList();
    }

    private static Measured mean(List<Measured> same) {
        double sum = 0;
        for (Measured m : same) sum += m.number();
        Measured first = same.get(0);
        String categories = ", " + same.size() + " categories";
        return new Measured(
                first.name(),
                ScoreMetrics.rounded(sum / same.size()),
                new Method(
                        first.how().implementation() + ", mean over categories",
                        first.how().features(),
                        first.how().seed()),
                total(same.stream().map(Measured::samples).toList(), "anomalies" + categories),
                total(same.stream().map(Measured::reference).toList(), "normal samples" + categories));
    }

    private static Side total(List<Side> sides, String from) {
        return Side.plain(from, sides.stream().mapToLong(Side::count).sum(), "");
    }

    /** The categories that occur, in order. */
    static List<String> categories(Cases cases) {
        return cases.all().stream().map(Cases.Case::category).distinct().toList();
    }
}
