package io.dxmi.detect.series;

import io.dxmi.detect.data.Sample;
import io.dxmi.detect.data.TableChoice;
import io.dxmi.detect.model.Detector;
import io.dxmi.detect.model.ModelFolder;
import io.dxmi.detect.report.EvaluationReport;
import io.dxmi.detect.report.ScoreMetrics;
import io.dxmi.detect.window.Alarm;
import io.dxmi.detect.window.SeriesTable;
import io.dxmi.eval.anomaly.RankingCurve;
import io.dxmi.eval.reference.Measured;
import io.dxmi.eval.reference.Side;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Measures a model on labelled time series: its scores row by row, and its alarms stretch by stretch. */
public final class SeriesEvaluation {

    /** Rows beyond these would make the bootstrap last minutes. */
    private static final int MOST_RESAMPLED = 200_000;

    private SeriesEvaluation() {}

    /**
     * Measures.
     *
     * @param report new folder for a page, or null for none
     * @throws UserError if the data is not of the model's kind, or its labels are missing or all the same
     */
    public static EvaluationReport of(Path model, Path data, TableChoice choice, Path report, Progress progress) {
        if (report != null) ModelFolder.requireNew(UserError.parameter("report"), report);
        try (Detector detector = ModelFolder.read(model)) {
            SeriesScores scored = SeriesScoring.scores(detector, data, choice, progress);
            EvaluationReport.Labelled measured =
                    measured(scored, detector.about().seed());
            Optional<Path> page = Optional.ofNullable(report)
                    .map(folder -> SeriesPage.write(folder, "Evaluation of " + model, scored, measured));
            return new EvaluationReport(Optional.of(measured), List.of(), Map.of(), page);
        }
    }

    private static EvaluationReport.Labelled measured(SeriesScores scored, long seed) {
        SeriesTable table = scored.table();
        int[] rows = IntStream.range(0, table.rows())
                .filter(row -> table.labels()[row] != Sample.UNKNOWN && !Double.isNaN(scored.rows()[row]))
                .toArray();
        boolean[] odd = new boolean[rows.length];
        double[] scores = new double[rows.length];
        int anomalies = 0;
        int[] flagged = new int[2];
        for (int i = 0; i < rows.length; i++) {
            odd[i] = table.labels()[rows[i]] > 0;
            scores[i] = scored.rows()[rows[i]];
            if (odd[i]) anomalies++;
            if (scored.flagged(rows[i])) flagged[odd[i] ? 1 : 0]++;
        }
        require(table, rows.length, anomalies);
        int normal = rows.length - anomalies;
        ScoreMetrics metrics = new ScoreMetrics(
                Side.plain("anomalous rows of " + table.where(), anomalies, ""),
                Side.plain("normal rows of " + table.where(), normal, ""),
                seed);
        List<Measured> all = new ArrayList<>(metrics.of(RankingCurve.of(odd, scores), ""));
        all.add(metrics.measured("false_positive_rate", flagged[0] / (double) normal, "share of normal rows flagged"));
        all.add(metrics.measured(
                "true_positive_rate", flagged[1] / (double) anomalies, "share of anomalous rows flagged"));
        addAlarms(scored, metrics, all);
        Map<String, EvaluationReport.Interval> intervals = rows.length > MOST_RESAMPLED
                ? Map.of()
                : ScoreMetrics.blockIntervals(odd, scores, Math.max(2 * scored.window(), rows.length / 500), seed);
        return new EvaluationReport.Labelled(normal, anomalies, table.rows() - rows.length, all, intervals);
    }

    private static void require(SeriesTable table, int rows, int anomalies) {
        if (!table.labelled()) {
            throw new UserError(table.where() + " has no labels; expected a label column (see "
                    + UserError.parameter("label-column") + ")");
        }
        if (anomalies == 0 || anomalies == rows) {
            throw new UserError(table.where() + ": expected normal rows and anomalies, got one class only: " + rows
                    + (anomalies == 0 ? " normal rows" : " anomalies") + "; see "
                    + UserError.parameter("label-column") + " and " + UserError.parameter("normal"));
        }
    }

    /** An alarm finds the anomalous stretches that it overlaps; one that overlaps none is false. */
    private static void addAlarms(SeriesScores scored, ScoreMetrics metrics, List<Measured> all) {
        List<int[]> known = SeriesFiles.known(scored.table());
        List<Alarm> alarms = scored.alarms();
        long found = known.stream()
                .filter(stretch -> alarms.stream().anyMatch(alarm -> overlap(alarm, stretch)))
                .count();
        long wrong = alarms.stream()
                .filter(alarm -> known.stream().noneMatch(stretch -> overlap(alarm, stretch)))
                .count();
        all.add(metrics.measured("anomalous_stretches", known.size(), "stretches of anomalous rows"));
        all.add(metrics.measured("stretches_found", (double) found, "anomalous stretches that an alarm overlaps"));
        all.add(metrics.measured("alarms", alarms.size(), "stretches flagged"));
        all.add(metrics.measured("false_alarms", (double) wrong, "alarms that overlap no anomalous stretch"));
    }

    private static boolean overlap(Alarm alarm, int[] stretch) {
        return alarm.from() <= stretch[1] && stretch[0] <= alarm.to();
    }
}
