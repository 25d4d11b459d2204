package io.dxmi.detect.report;

import io.dxmi.detect.curve.CurveChoice;
import io.dxmi.detect.data.Samples;
import io.dxmi.detect.data.TableChoice;
import io.dxmi.detect.fit.DetectorFit;
import io.dxmi.detect.fit.Outliers;
import io.dxmi.detect.model.Detector;
import io.dxmi.detect.model.ModelSamples;
import io.dxmi.detect.model.Reasons;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.WriteLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/** Ranks the samples of one file into a score file. */
public final class OutlierRanking {

    /** Samples of the summary. */
    private static final int SHOWN = 5;

    private OutlierRanking() {}

    /**
     * Writes the file; it appears once it is complete.
     *
     * @param curves how the data's curves are seen, or null if the data are no curves
     * @throws UserError if another process writes it
     */
    public static OutlierReport write(
            Path data, Path out, TableChoice choice, CurveChoice curves, Outliers outliers, Progress progress) {
        return WriteLock.name(out).during(() -> locked(data, out, choice, curves, outliers, progress));
    }

    private static OutlierReport locked(
            Path data, Path out, TableChoice choice, CurveChoice curves, Outliers outliers, Progress progress) {
        if (!Files.exists(data)) throw new UserError(data + ": there is no such file or folder");
        ScoreFile file = ScoreFile.of(out, null);
        DetectorFit.Ranked ranked = DetectorFit.outliers(data, choice, curves, outliers, progress);
        try (Detector detector = ranked.model().detector()) {
            int[] order = order(ranked.scores());
            Samples samples = ModelSamples.of(data, detector, choice).select(order);
            ScoreReport.Scored scored = file.write(
                    rows -> rows.add(detector, samples, i -> detector.judged(ranked.scores()[order[i]]), progress));
            Map<String, Map<String, Double>> oddest = new LinkedHashMap<>();
            for (int i = 0; i < Math.min(SHOWN, samples.size()); i++) {
                oddest.put(samples.at(i).name(), Reasons.of(detector, samples.at(i)));
            }
            return new OutlierReport(
                    detector.about(), scored.samples(), scored.anomalies(), scored.threshold(), oddest, out);
        }
    }

    /** The highest score first. */
    private static int[] order(double[] scores) {
        return IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -scores[i]))
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
