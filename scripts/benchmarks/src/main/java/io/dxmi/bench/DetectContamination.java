package io.dxmi.bench;

import io.dxmi.detect.Detection;
import io.dxmi.detect.data.TableChoice;
import io.dxmi.detect.fit.FitOptions;
import io.dxmi.detect.fit.Supervision;
import io.dxmi.detect.joint.JointSettings;
import io.dxmi.detect.report.EvaluationReport;
import io.dxmi.eval.anomaly.RankingCurve;
import io.dxmi.eval.reference.Measured;
import io.dxmi.samplers.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What anomalies among the training rows cost, with and without samples of known label, beside three baselines.
 *
 * <p>Arguments: a file of rows, which are added to it as they come and not measured again; tasks with commas, shares of
 * anomalies with commas, first split, number of splits, methods with commas. Without tasks, only the table is printed.
 */
public final class DetectContamination {

    /** One method on one split. */
    record Row(
            String task,
            double wanted,
            int split,
            String method,
            double share,
            double auroc,
            double falseAlarms,
            double recall,
            double seconds) {}

    private DetectContamination() {}

    public static void main(String[] arguments) throws IOException {
        JsonRows<Row> rows = JsonRows.open(Path.of(arguments[0]), Row.class);
        if (arguments.length > 1) {
            int first = Integer.parseInt(arguments[3]);
            for (int split = first; split < first + Integer.parseInt(arguments[4]); split++) {
                for (String task : arguments[1].split(",", -1)) {
                    for (String share : arguments[2].split(",", -1)) {
                        run(rows, task, Double.parseDouble(share), split, arguments[5].split(",", -1));
                    }
                }
            }
        }
        System.out.print(table(rows.all()));
    }

    private static void run(JsonRows<Row> rows, String task, double wanted, int split, String[] methods)
            throws IOException {
        ContaminatedTrial trial = null;
        for (String method : methods) {
            if (rows.all().stream()
                    .anyMatch(row -> row.task().equals(task)
                            && row.wanted() == wanted
                            && row.split() == split
                            && row.method().equals(method))) continue;
            if (trial == null) trial = ContaminatedTrial.of(task, wanted, split);
            rows.add(measured(trial, task, wanted, split, method));
        }
    }

    private static Row measured(ContaminatedTrial trial, String task, double wanted, int split, String method)
            throws IOException {
        long started = System.nanoTime();
        double[] found;
        switch (method) {
            case "iforest", "5nn", "svm", "wide", "scales", "ratio", "trimmed" -> {
                boolean standardise = task.equals("wdbc");
                float[][] train =
                        standardise ? DetectTable.scaled(trial.training(), trial.training()) : trial.training();
                float[][] test = standardise ? DetectTable.scaled(trial.test(), trial.training()) : trial.test();
                double auroc = RankingCurve.of(trial.anomalous(), baseline(method, train, test, split))
                        .auroc();
                found = new double[] {auroc, -1, -1};
            }
            default -> found = detected(trial, split, method);
        }
        double seconds = Math.round((System.nanoTime() - started) / 1e8) / 10.0;
        return new Row(task, wanted, split, method, trial.share(), found[0], found[1], found[2], seconds);
    }

    private static double[] baseline(String method, float[][] train, float[][] test, int split) {
        return switch (method) {
            case "iforest" -> Baselines.forest(train, test, split);
            case "wide" -> new NeighbourMethods(train).wide(test);
            case "scales" -> new NeighbourMethods(train).scales(test);
            case "ratio" -> new NeighbourMethods(train).ratio(test);
            case "trimmed" -> new NeighbourMethods(train).trimmed(test);
            case "svm" -> new OneClassSvm(train, 0.5, OneClassSvm.scaleGamma(train)).scores(test);
            default -> Baselines.neighbours(train, test);
        };
    }

    /** AUROC, share of normal rows flagged, share of anomalies flagged. */
    private static double[] detected(ContaminatedTrial trial, int split, String method) throws IOException {
        Path folder = Files.createTempDirectory("contamination");
        try {
            trial.write(folder);
            Supervision given = Supervision.NONE;
            if (method.contains("clean")) given = given.withClean(folder.resolve("clean.npz"));
            if (method.contains("anomalies")) given = given.withAnomalies(folder.resolve("anomalies.npz"));
            FitOptions options = FitOptions.defaults(split).withSupervision(given);
            if (method.endsWith("before"))
                options = options.withJoint(options.joint().withTrainer(JointSettings.Trainer.NONE));
            Path model = folder.resolve("model");
            Detection.fit(folder.resolve("train.npz"), model, TableChoice.NONE, options, Progress.NONE);
            EvaluationReport report =
                    Detection.evaluate(model, folder.resolve("test.npz"), TableChoice.NONE, null, Progress.NONE);
            return Stream.of("auroc", "false_positive_rate", "true_positive_rate")
                    .mapToDouble(name -> value(report, name))
                    .toArray();
        } finally {
            delete(folder);
        }
    }

    private static double value(EvaluationReport report, String name) {
        return report.metrics().stream()
                .filter(metric -> metric.name().equals(name))
                .mapToDouble(Measured::number)
                .findFirst()
                .orElseThrow();
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    /** Mean and deviation over the splits; false alarms and recall where a method has a threshold. */
    private static String table(List<Row> rows) {
        List<String> methods = rows.stream().map(Row::method).distinct().toList();
        StringBuilder text = new StringBuilder("| task | anomalies in training |");
        methods.forEach(method -> text.append(' ').append(method).append(" |"));
        text.append("\n|").append(" --- |".repeat(methods.size() + 2)).append('\n');
        for (String task : rows.stream().map(Row::task).distinct().toList()) {
            List<Row> ofTask =
                    rows.stream().filter(row -> row.task().equals(task)).toList();
            for (double wanted :
                    ofTask.stream().mapToDouble(Row::wanted).distinct().sorted().toArray()) {
                List<Row> line =
                        ofTask.stream().filter(row -> row.wanted() == wanted).toList();
                text.append(String.format(
                        Locale.ROOT, "| %s | %.1f %% |", task, 100 * line.get(0).share()));
                methods.forEach(method -> text.append(' ')
                        .append(cell(line.stream()
                                .filter(row -> row.method().equals(method))
                                .toList()))
                        .append(" |"));
                text.append('\n');
            }
        }
        return text.toString();
    }

    private static String cell(List<Row> rows) {
        if (rows.isEmpty()) return "";
        double[] aurocs = rows.stream().mapToDouble(Row::auroc).toArray();
        String text = spread("%.3f ± %.3f", aurocs);
        if (rows.get(0).falseAlarms() < 0) return text;
        return text
                + spread(
                        "; %.3f ± %.3f",
                        rows.stream().mapToDouble(Row::falseAlarms).toArray())
                + String.format(
                        Locale.ROOT,
                        "; %.2f",
                        rows.stream().mapToDouble(Row::recall).average().orElseThrow());
    }

    private static String spread(String format, double[] values) {
        double mean = 0;
        double squares = 0;
        for (double v : values) mean += v / values.length;
        for (double v : values) squares += (v - mean) * (v - mean);
        return String.format(Locale.ROOT, format, mean, Math.sqrt(squares / Math.max(1, values.length - 1)));
    }
}
