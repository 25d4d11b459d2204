package io.dxmi.detect.report;

import io.dxmi.eval.anomaly.RankingCurve;
import io.dxmi.samplers.engine.Seeds;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/** How well scores tell anomalies from normal samples, with percentile intervals from the bootstrap (Efron, 1979). */
public final class ScoreMetrics {

    private static final int RESAMPLES = 500;
    private static final double TAIL = 0.025;

    private static final Map<String, ToDoubleFunction<RankingCurve>> MEASURES = measures();

    private ScoreMetrics() {}

    private static Map<String, ToDoubleFunction<RankingCurve>> measures() {
        Map<String, ToDoubleFunction<RankingCurve>> all = new LinkedHashMap<>();
        all.put("auroc", RankingCurve::auroc);
        all.put("average_precision", RankingCurve::averagePrecision);
        all.put("f1_max", ScoreMetrics::f1Max);
        all.put("fpr95", curve -> curve.fprAt(0.95));
        return all;
    }

    /** The metrics by name. Both arrays must have an entry. */
    public static Map<String, Object> of(double[] normal, double[] anomalous) {
        RankingCurve curve = RankingCurve.of(normal, anomalous);
        Map<String, Object> out = new LinkedHashMap<>();
        MEASURES.forEach((name, measure) -> out.put(name, rounded(measure.applyAsDouble(curve))));
        return out;
    }

    /** The 95 % interval of each metric, normal samples and anomalies resampled separately. */
    public static Map<String, Object> intervals(double[] normal, double[] anomalous, long seed) {
        Map<String, double[]> values = new LinkedHashMap<>();
        MEASURES.keySet().forEach(name -> values.put(name, new double[RESAMPLES]));
        SplittableRandom random = new SplittableRandom(Seeds.mix(seed, "bootstrap"));
        for (int r = 0; r < RESAMPLES; r++) {
            RankingCurve curve = RankingCurve.of(resampled(normal, random), resampled(anomalous, random));
            int index = r;
            MEASURES.forEach((name, measure) -> values.get(name)[index] = measure.applyAsDouble(curve));
        }
        Map<String, Object> out = new LinkedHashMap<>();
        values.forEach((name, all) -> {
            Arrays.sort(all);
            out.put(name, List.of(rounded(quantile(all, TAIL)), rounded(quantile(all, 1 - TAIL))));
        });
        return out;
    }

    private static double[] resampled(double[] values, SplittableRandom random) {
        double[] out = new double[values.length];
        for (int i = 0; i < out.length; i++) out[i] = values[random.nextInt(values.length)];
        return out;
    }

    private static double quantile(double[] sorted, double share) {
        return sorted[(int) Math.round(share * (sorted.length - 1))];
    }

    /** The highest harmonic mean of precision and recall over all thresholds. */
    public static double f1Max(RankingCurve curve) {
        double[] precision = curve.precision();
        double[] recall = curve.tpr();
        double best = 0;
        for (int i = 0; i < precision.length; i++) {
            double sum = precision[i] + recall[i];
            if (sum > 0) best = Math.max(best, 2 * precision[i] * recall[i] / sum);
        }
        return best;
    }

    public static double rounded(double value) {
        return Math.round(value * 1e6) / 1e6;
    }
}
