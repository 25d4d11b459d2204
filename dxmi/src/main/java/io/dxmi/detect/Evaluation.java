package io.dxmi.detect;

import io.dxmi.samplers.run.Progress;
import io.dxmi.samplers.run.UserError;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/** Measures a detector on labelled samples. */
final class Evaluation {

    private Evaluation() {}

    /** Numbers of samples, metrics, their intervals. @throws UserError if labels are missing or all the same */
    static Map<String, Object> of(Detector detector, Samples samples, Progress progress) {
        int[] labels = samples.labels();
        requireBoth(samples, labels);
        AnomalyResult[] results = new AnomalyResult[samples.size()];
        progress.begin("score", 0, results.length);
        for (int i = 0; i < results.length; i++) {
            results[i] = detector.score(samples.at(i));
            progress.step("score", i + 1, Map.of());
        }
        progress.end("score");
        double[] normal = scores(results, labels, false);
        double[] anomalous = scores(results, labels, true);
        Map<String, Object> metrics = new LinkedHashMap<>(ScoreMetrics.of(normal, anomalous));
        metrics.put("false_positive_rate", share(results, labels, false));
        metrics.put("true_positive_rate", share(results, labels, true));
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("normal", normal.length);
        out.put("anomalies", anomalous.length);
        out.put("metrics", metrics);
        out.put(
                "intervals95",
                ScoreMetrics.intervals(normal, anomalous, detector.about().seed()));
        return out;
    }

    private static void requireBoth(Samples samples, int[] labels) {
        if (Arrays.stream(labels).anyMatch(label -> label == Sample.UNKNOWN)) {
            throw new UserError(samples.where()
                    + " has no labels; expected a label column (see --label-column) or labels" + " beside the samples");
        }
        long anomalies = Arrays.stream(labels).filter(label -> label > 0).count();
        if (anomalies == 0 || anomalies == labels.length) {
            throw new UserError(samples.where() + ": expected normal samples and anomalies, got one class only: "
                    + labels.length + (anomalies == 0 ? " normal samples" : " anomalies")
                    + "; see --label-column and --normal");
        }
    }

    private static double[] scores(AnomalyResult[] results, int[] labels, boolean anomalous) {
        return IntStream.range(0, labels.length)
                .filter(i -> labels[i] > 0 == anomalous)
                .mapToDouble(i -> results[i].score())
                .toArray();
    }

    private static double share(AnomalyResult[] results, int[] labels, boolean anomalous) {
        return ScoreMetrics.rounded(IntStream.range(0, labels.length)
                .filter(i -> labels[i] > 0 == anomalous)
                .mapToDouble(i -> results[i].anomalous() ? 1 : 0)
                .average()
                .orElse(Double.NaN));
    }
}
