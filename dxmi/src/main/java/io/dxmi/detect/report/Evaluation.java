package io.dxmi.detect.report;

import io.dxmi.detect.data.Sample;
import io.dxmi.detect.data.Samples;
import io.dxmi.eval.anomaly.Connectivity;
import io.dxmi.eval.anomaly.ProCurve;
import io.dxmi.eval.anomaly.RankingCurve;
import io.dxmi.samplers.UserError;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Measures a detector on labelled samples. */
public final class Evaluation {

    /** False positive rate up to which per-region overlap is integrated (Bergmann et al., 2019). */
    private static final double AUPRO_LIMIT = 0.3;

    private Evaluation() {}

    /** Requires both classes. @throws UserError if labels are missing or all the same */
    public static void requireBoth(Samples samples) {
        int[] labels = samples.labels();
        if (Arrays.stream(labels).anyMatch(label -> label == Sample.UNKNOWN)) {
            throw new UserError(samples.where() + " has no labels; expected a label column (see "
                    + UserError.parameter("label-column") + ") or labels beside the samples");
        }
        long anomalies = Arrays.stream(labels).filter(label -> label > 0).count();
        if (anomalies == 0 || anomalies == labels.length) {
            throw new UserError(samples.where() + ": expected normal samples and anomalies, got one class only: "
                    + labels.length + (anomalies == 0 ? " normal samples" : " anomalies")
                    + "; see " + UserError.parameter("label-column") + " and " + UserError.parameter("normal"));
        }
    }

    /** Numbers of samples, metrics, their intervals. */
    public static Map<String, Object> of(Cases cases, long seed) {
        double[] normal = cases.scores(false);
        double[] anomalous = cases.scores(true);
        Map<String, Object> metrics = new LinkedHashMap<>(ScoreMetrics.of(normal, anomalous));
        metrics.put("false_positive_rate", ScoreMetrics.rounded(cases.flagged(false)));
        metrics.put("true_positive_rate", ScoreMetrics.rounded(cases.flagged(true)));
        if (cases.maps().length > 0) addPixels(cases, metrics);
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("normal", normal.length);
        out.put("anomalies", anomalous.length);
        out.put("metrics", metrics);
        out.put("intervals95", ScoreMetrics.intervals(normal, anomalous, seed));
        return out;
    }

    private static void addPixels(Cases cases, Map<String, Object> metrics) {
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
        RankingCurve pixels = RankingCurve.of(defect, score);
        metrics.put("pixel_auroc", ScoreMetrics.rounded(pixels.auroc()));
        metrics.put("pixel_average_precision", ScoreMetrics.rounded(pixels.averagePrecision()));
        metrics.put("pixel_f1_max", ScoreMetrics.rounded(ScoreMetrics.f1Max(pixels)));
        metrics.put("pixel_fpr95", ScoreMetrics.rounded(pixels.fprAt(0.95)));
        double overlap =
                ProCurve.of(cases.masks(), cases.maps(), Connectivity.EIGHT).area(AUPRO_LIMIT);
        metrics.put("aupro", ScoreMetrics.rounded(overlap));
    }

    /** The mean of each metric over categories, which are listed beside it. */
    public static Map<String, Object> means(Map<String, Map<String, Object>> categories) {
        Map<String, double[]> sums = new LinkedHashMap<>();
        categories
                .values()
                .forEach(one -> ((Map<?, ?>) one.get("metrics")).forEach((name, value) -> {
                    double[] sum = sums.computeIfAbsent(name.toString(), key -> new double[2]);
                    sum[0] += ((Number) value).doubleValue();
                    sum[1]++;
                }));
        Map<String, Object> metrics = new LinkedHashMap<>();
        sums.forEach((name, sum) -> metrics.put(name, ScoreMetrics.rounded(sum[0] / sum[1])));
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("metrics", metrics);
        out.put("categories", categories);
        return out;
    }

    /** The categories that occur, in order. */
    public static List<String> categories(Cases cases) {
        return cases.all().stream().map(Cases.Case::category).distinct().toList();
    }
}
