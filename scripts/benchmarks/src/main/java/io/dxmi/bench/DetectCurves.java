package io.dxmi.bench;

import io.dxmi.detect.data.Sample;
import io.dxmi.detect.data.SampleKind;
import io.dxmi.detect.data.Samples;
import io.dxmi.detect.fit.DetectorFit;
import io.dxmi.detect.fit.FitOptions;
import io.dxmi.detect.joint.JointSettings;
import io.dxmi.detect.model.AnomalyResult;
import io.dxmi.detect.model.Detector;
import io.dxmi.eval.anomaly.RankingCurve;
import io.dxmi.samplers.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Compares the detector of rows with that of curves, on curves with known anomalies of several kinds.
 *
 * <p>Arguments: a file of rows, which are added to it as they come and not measured again; first seed, number of seeds, joint
 * training ({@code default}, {@code joint}, or its iterations), and aeon's folder of data. With the file alone, the table
 * of its rows is printed.
 */
public final class DetectCurves {

    private static final List<String> GENERATED =
            List.of("64 0.02", "64 0.1", "64 0.3", "256 0.02", "256 0.1", "256 0.3");
    private static final List<String> OTHER_GRIDS =
            List.of("64>256 0.02", "64>256 0.1", "64>256 0.3", "64>32 0.02", "64>32 0.1", "64>32 0.3");
    private static final List<String> SETS = List.of("GunPoint", "ItalyPowerDemand", "ArrowHead", "OSULeaf");

    private final JsonRows<Row> rows;
    private final String training;

    /** One method on the anomalies of one kind; {@code alarms} is the share of normal curves that are flagged, nominally 0.05. */
    record Row(String task, long seed, String method, String kind, double auroc, double alarms) {

        boolean is(String otherTask, long otherSeed, String otherMethod) {
            return task.equals(otherTask) && seed == otherSeed && method.equals(otherMethod);
        }
    }

    private DetectCurves(Path file, String training) throws IOException {
        this.rows = JsonRows.open(file, Row.class);
        this.training = training;
    }

    public static void main(String[] arguments) throws IOException {
        DetectCurves table = new DetectCurves(Path.of(arguments[0]), arguments.length > 3 ? arguments[3] : "default");
        if (arguments.length > 1) {
            long first = Long.parseLong(arguments[1]);
            for (long seed = first; seed < first + Long.parseLong(arguments[2]); seed++) {
                for (String task : GENERATED) {
                    CurveTrial trial = CurveTrial.generated(task, seed);
                    table.run(task, seed, trial, SampleKind.VECTORS);
                    table.run(task, seed, trial, SampleKind.CURVES);
                }
                for (String task : OTHER_GRIDS) {
                    table.run(task, seed, CurveTrial.generated(task, seed), SampleKind.CURVES);
                }
                if (arguments.length < 5) continue;
                for (String task : SETS) {
                    CurveTrial trial = CurveTrial.of(Path.of(arguments[4]), task, seed);
                    table.run(task, seed, trial, SampleKind.VECTORS);
                    table.run(task, seed, trial, SampleKind.CURVES);
                }
            }
        }
        table.print();
    }

    private void run(String task, long seed, CurveTrial trial, SampleKind kind) throws IOException {
        String method = kind == SampleKind.CURVES ? "curves" : "table";
        if (rows.all().stream().anyMatch(row -> row.is(task, seed, method))) return;
        FitOptions options = FitOptions.defaults(seed);
        JointSettings joint = options.joint().withTrainer(JointSettings.Trainer.DXMI);
        options = switch (training) {
            case "default" -> options;
            case "joint" -> options.withJoint(joint);
            default -> options.withJoint(joint.withIterations(Integer.parseInt(training)));
        };
        Samples training = Samples.of(task, trial.training());
        try (Detector detector =
                DetectorFit.fit(kind, training, options, Progress.NONE).detector()) {
            List<AnomalyResult> normal = scored(detector, trial.normal());
            double alarms = normal.stream().filter(AnomalyResult::anomalous).count() / (double) normal.size();
            for (Map.Entry<String, List<Sample>> odd : trial.anomalies().entrySet()) {
                double auroc = RankingCurve.of(scores(normal), scores(scored(detector, odd.getValue())))
                        .auroc();
                rows.add(new Row(task, seed, method, odd.getKey(), auroc, alarms));
            }
        }
    }

    private static List<AnomalyResult> scored(Detector detector, List<Sample> samples) {
        return samples.stream().map(detector::score).toList();
    }

    private static double[] scores(List<AnomalyResult> results) {
        return results.stream().mapToDouble(AnomalyResult::score).toArray();
    }

    private void print() {
        System.out.println("| task (seeds) | anomaly | table | curves | curves minus table | alarms: table | curves |");
        System.out.println("| --- | --- | --- | --- | --- | --- | --- |");
        List<String> tasks = rows.all().stream().map(Row::task).distinct().toList();
        for (String task : tasks) {
            List<Row> here =
                    rows.all().stream().filter(row -> row.task().equals(task)).toList();
            for (String kind : here.stream().map(Row::kind).distinct().toList()) {
                List<Row> table = of(here, kind, "table");
                List<Row> curves = of(here, kind, "curves");
                List<Double> differences = table.stream()
                        .flatMap(row -> curves.stream()
                                .filter(other -> other.seed() == row.seed())
                                .map(other -> other.auroc() - row.auroc()))
                        .toList();
                System.out.println("| " + task + " (" + curves.size() + ") | " + kind + " | "
                        + cell("%.3f ± %.3f", table.stream().map(Row::auroc).toList()) + " | "
                        + cell("%.3f ± %.3f", curves.stream().map(Row::auroc).toList()) + " | "
                        + cell("%+.3f ± %.3f", differences) + " | "
                        + cell("%.3f ± %.3f", table.stream().map(Row::alarms).toList()) + " | "
                        + cell("%.3f ± %.3f", curves.stream().map(Row::alarms).toList()) + " |");
            }
        }
    }

    private static List<Row> of(List<Row> rows, String kind, String method) {
        return rows.stream()
                .filter(row -> row.kind().equals(kind) && row.method().equals(method))
                .toList();
    }

    /** Mean and standard deviation. */
    private static String cell(String format, List<Double> values) {
        if (values.isEmpty()) return "";
        double mean = values.stream().mapToDouble(v -> v).average().orElseThrow();
        double squares =
                values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
        return String.format(Locale.ROOT, format, mean, Math.sqrt(squares / Math.max(1, values.size() - 1)));
    }
}
