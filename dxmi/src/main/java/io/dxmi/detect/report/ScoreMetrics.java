package io.dxmi.detect.report;

import io.dxmi.detect.report.EvaluationReport.Interval;
import io.dxmi.eval.anomaly.RankingCurve;
import io.dxmi.eval.feature.Identity;
import io.dxmi.eval.reference.Measured;
import io.dxmi.eval.reference.Method;
import io.dxmi.eval.reference.Side;
import io.dxmi.samplers.engine.Seeds;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/**
 * How well scores tell anomalies from normal samples, with percentile intervals from the bootstrap (Efron, 1979).
 *
 * @param anomalous what should score high
 * @param normal what should score low
 * @param seed of the fit
 */
public record ScoreMetrics(Side anomalous, Side normal, long seed) {

    private static final int RESAMPLES = 500;
    private static final double TAIL = 0.025;

    /** Fewer of series, whose rows are many. */
    private static final int BLOCK_RESAMPLES = 200;

    /** Scores themselves are compared, without features. */
    private static final Identity SCORES = new Identity("scores of the model", "", "");

    private record Measure(String name, String how, ToDoubleFunction<RankingCurve> of) {}

    private static final List<Measure> MEASURES = List.of(
            new Measure("auroc", "area under the ROC curve", RankingCurve::auroc),
            new Measure("average_precision", "average precision", RankingCurve::averagePrecision),
            new Measure("f1_max", "greatest F1 over all thresholds", ScoreMetrics::f1Max),
            new Measure("fpr95", "false positive rate at a true positive rate of 95 %", curve -> curve.fprAt(0.95)));

    /** The metrics of a curve, with a prefix before their names. */
    public List<Measured> of(RankingCurve curve, String prefix) {
        return MEASURES.stream()
                .map(measure -> measured(prefix + measure.name(), measure.of().applyAsDouble(curve), measure.how()))
                .toList();
    }

    /** A metric, rounded to six decimals. */
    public Measured measured(String name, double value, String how) {
        return new Measured(name, rounded(value), Method.own(how, SCORES, seed), anomalous, normal);
    }

    /** The 95 % interval of each metric, normal samples and anomalies resampled separately. */
    public static Map<String, Interval> intervals(double[] normal, double[] anomalous, long seed) {
        Map<String, double[]> values = new LinkedHashMap<>();
        MEASURES.forEach(measure -> values.put(measure.name(), new double[RESAMPLES]));
        SplittableRandom random = new SplittableRandom(Seeds.mix(seed, "bootstrap"));
        for (int r = 0; r < RESAMPLES; r++) {
            RankingCurve curve = RankingCurve.of(resampled(normal, random), resampled(anomalous, random));
            for (Measure measure : MEASURES)
                values.get(measure.name())[r] = measure.of().applyAsDouble(curve);
        }
        Map<String, Interval> out = new LinkedHashMap<>();
        values.forEach((name, all) -> {
            Arrays.sort(all);
            out.put(name, new Interval(rounded(quantile(all, TAIL)), rounded(quantile(all, 1 - TAIL))));
        });
        return out;
    }

    /**
     * The 95 % interval of each metric of scores in time: stretches of rows are resampled, since neighbours are alike (Künsch,
     * 1989).
     *
     * @param block rows of a stretch
     */
    public static Map<String, Interval> blockIntervals(boolean[] anomalous, double[] scores, int block, long seed) {
        int blocks = (scores.length + block - 1) / block;
        SplittableRandom random = new SplittableRandom(Seeds.mix(seed, "bootstrap"));
        Map<String, double[]> values = new LinkedHashMap<>();
        MEASURES.forEach(measure -> values.put(measure.name(), new double[BLOCK_RESAMPLES]));
        int count = 0;
        for (int tries = 0; count < BLOCK_RESAMPLES && tries < 2 * BLOCK_RESAMPLES; tries++) {
            boolean[] odd = new boolean[blocks * block];
            double[] drawn = new double[blocks * block];
            int n = 0;
            int positive = 0;
            for (int b = 0; b < blocks; b++) {
                int from = random.nextInt(blocks) * block;
                for (int i = from; i < Math.min(scores.length, from + block); i++) {
                    odd[n] = anomalous[i];
                    if (odd[n]) positive++;
                    drawn[n++] = scores[i];
                }
            }
            if (positive == 0 || positive == n) continue;
            RankingCurve curve = RankingCurve.of(Arrays.copyOf(odd, n), Arrays.copyOf(drawn, n));
            for (Measure measure : MEASURES)
                values.get(measure.name())[count] = measure.of().applyAsDouble(curve);
            count++;
        }
        Map<String, Interval> out = new LinkedHashMap<>();
        if (count < BLOCK_RESAMPLES) return out;
        values.forEach((name, all) -> {
            Arrays.sort(all);
            out.put(name, new Interval(rounded(quantile(all, TAIL)), rounded(quantile(all, 1 - TAIL))));
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
    private static double f1Max(RankingCurve curve) {
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
