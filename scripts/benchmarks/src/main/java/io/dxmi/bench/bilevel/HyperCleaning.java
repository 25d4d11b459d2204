package io.dxmi.bench.bilevel;

import io.dxmi.bench.JsonRows;
import io.dxmi.bench.MeasuredPage;
import io.dxmi.gcd.bilevel.PenaltyMethod;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * Data hyper-cleaning on Fashion-MNIST: bilevel methods and simple baselines. Prints measured.md of
 * scripts/experiments/hyper-cleaning.
 *
 * <p>Arguments: number of seeds; commit; a file of rows, which are added as they come and not measured again; the folder of the
 * data; sample gradients of a bilevel method, 1,000,000 where none are given.
 */
public final class HyperCleaning {

    private static final String TRIMMED = "trim by the loss of the model of the clean rows";

    /**
     * One method on one draw; -1 where a number does not apply.
     *
     * @param upper F: the mean loss of the clean rows at the reported weights
     * @param atY the same at y, which is fitted to them
     * @param accuracy on the test rows, of the weights that the method ends with
     * @param found area under the ROC curve of the corrupted rows
     * @param retrained test accuracy after training on the rows that remain
     * @param seconds processor time of the method without measuring and retraining
     */
    record Row(
            double share,
            int seed,
            String method,
            double upper,
            double atY,
            double accuracy,
            double found,
            double retrained,
            double seconds) {}

    /** Of the labels that are replaced; the bounds are stated for the first. */
    private static final List<Double> SHARES = List.of(0.3, 0.1);

    private static final long BUDGET = 1_000_000;

    private HyperCleaning() {}

    public static void main(String[] arguments) throws IOException {
        int seeds = Integer.parseInt(arguments[0]);
        long budget = arguments.length > 4 ? Long.parseLong(arguments[4]) : BUDGET;
        JsonRows<Row> rows = JsonRows.open(Path.of(arguments[2]), Row.class);
        LabelledRows all = LabelledRows.read(Path.of(arguments[3]), "train");
        LabelledRows test = LabelledRows.read(Path.of(arguments[3]), "t10k");
        for (double share : SHARES) {
            for (int seed = 0; seed < seeds; seed++) measure(rows, all, test, share, seed, budget);
        }
        List<Row> asked = rows.all().stream().filter(row -> row.seed() < seeds).toList();
        String command = "scripts/experiments/hyper-cleaning/run --seeds " + seeds;
        System.out.print(page(asked, seeds, budget, command, arguments[1]));
    }

    private static void measure(
            JsonRows<Row> rows, LabelledRows all, LabelledRows test, double share, int seed, long budget)
            throws IOException {
        try (NoisyLabels task = new NoisyLabels(all, test, share, seed)) {
            for (CleaningMethod method : CleaningMethod.values()) {
                if (missing(rows, share, seed, method.label)) rows.add(bilevel(task, method, share, seed, budget));
            }
            // The baselines share their models, so they are measured together.
            if (missing(rows, share, seed, TRIMMED)) for (Row row : baselines(task, share, seed)) rows.add(row);
        }
    }

    private static boolean missing(JsonRows<Row> rows, double share, int seed, String method) {
        return rows.all().stream()
                .noneMatch(row -> row.share() == share
                        && row.seed() == seed
                        && row.method().equals(method));
    }

    private static Row bilevel(NoisyLabels task, CleaningMethod method, double share, int seed, long budget) {
        double start = MeasuredPage.processorSeconds();
        PenaltyMethod<int[], int[]> run = method.run(task, seed, budget);
        double seconds = MeasuredPage.processorSeconds() - start;
        double[] weights = run.solution();
        double[] score = Arrays.stream(run.point().x()).map(v -> -v).toArray();
        double[] again = task.trained(task.training, task.without(score), 2000);
        return new Row(
                share,
                seed,
                method.label,
                task.upperValue(weights),
                task.upperValue(run.point().y()),
                task.accuracy(weights),
                task.found(score),
                task.accuracy(again),
                seconds);
    }

    private static List<Row> baselines(NoisyLabels task, double share, int seed) {
        double start = MeasuredPage.processorSeconds();
        double[] ofClean = task.trained(task.clean, i -> true, 1000);
        double cleanSeconds = MeasuredPage.processorSeconds() - start;
        Row trimmed = trimmed(task, TRIMMED, ofClean, share, seed, cleanSeconds);
        start = MeasuredPage.processorSeconds();
        double[] ofAll = task.trained(task.training, i -> true, 2000);
        double allSeconds = MeasuredPage.processorSeconds() - start;
        start = MeasuredPage.processorSeconds();
        double[] oracle = task.trained(task.training, task::isClean, 2000);
        double oracleSeconds = MeasuredPage.processorSeconds() - start;
        return List.of(
                plain(task, "the clean rows alone", ofClean, share, seed, cleanSeconds),
                plain(task, "nothing", ofAll, share, seed, allSeconds),
                trimmed(task, "trim by the own loss", ofAll, share, seed, allSeconds),
                plain(task, "oracle: the rows with their true labels", oracle, share, seed, oracleSeconds),
                trimmed);
    }

    private static Row plain(NoisyLabels task, String name, double[] weights, double share, int seed, double seconds) {
        return new Row(share, seed, name, task.upperValue(weights), -1, task.accuracy(weights), -1, -1, seconds);
    }

    /** Drops the rows with the largest losses; the time is that of the model that gives the losses, and of the losses. */
    private static Row trimmed(
            NoisyLabels task, String name, double[] weights, double share, int seed, double seconds) {
        double start = MeasuredPage.processorSeconds();
        double[] losses = task.training.losses(weights, NoisyLabels.all(task.training));
        double time = seconds + MeasuredPage.processorSeconds() - start;
        double[] again = task.trained(task.training, task.without(losses), 2000);
        return new Row(
                share,
                seed,
                name,
                task.upperValue(again),
                -1,
                task.accuracy(weights),
                task.found(losses),
                task.accuracy(again),
                time);
    }

    // ---- table ------------------------------------------------------------------------------------------------------

    private static String page(List<Row> rows, int seeds, long budget, String command, String commit) {
        double seconds = rows.stream()
                .filter(row -> row.method().equals(CleaningMethod.F2SA.label))
                .mapToDouble(Row::seconds)
                .average()
                .orElseThrow();
        StringBuilder text = new StringBuilder(
                MeasuredPage.head(command, seeds, String.format(Locale.ROOT, "%.1f s a run of F2SA", seconds), commit));
        text.append("\n20,000 training rows, 1,000 clean rows, 10,000 test rows; softmax regression; "
                + String.format(Locale.ROOT, "%,d", budget)
                + " sample gradients for each bilevel method. `F` is the mean loss of the clean rows at z (of the central difference at the mean of y and z), `f(y)` at y, which is fitted to them."
                + " `found` is the area under the ROC curve of the corrupted rows. `retrained` is the test accuracy after"
                + " plain training (2,000 steps) without the share of rows that the method trusts least.\n");
        for (double share : SHARES) table(text, rows, share);
        return text.toString();
    }

    private static void table(StringBuilder text, List<Row> rows, double share) {
        List<Row> these = rows.stream().filter(row -> row.share() == share).toList();
        text.append(String.format(Locale.ROOT, "%n## Share %.1f of the labels replaced%n%n", share));
        text.append("| method | F | f(y) | test accuracy | found | retrained | processor time, s | bounds |\n");
        text.append("| --- | --- | --- | --- | --- | --- | --- | --- |\n");
        for (String method : these.stream().map(Row::method).distinct().toList()) {
            text.append("| ").append(method).append(" |");
            List<ToDoubleFunction<Row>> columns =
                    List.of(Row::upper, Row::atY, Row::accuracy, Row::found, Row::retrained);
            for (ToDoubleFunction<Row> column : columns) text.append(cell("%.3f", of(these, method, column)));
            text.append(cell("%.1f", of(these, method, Row::seconds)));
            boolean judged = share == SHARES.get(0) && method.equals(CleaningMethod.F2SA.label);
            text.append(' ').append(judged ? bounds(these) : "reported").append(" |\n");
        }
    }

    private static String bounds(List<Row> rows) {
        String shared = CleaningMethod.F2SA.label;
        double found = MeasuredPage.mean(of(rows, shared, Row::found));
        double independent = MeasuredPage.mean(of(rows, CleaningMethod.INDEPENDENT.label, Row::found));
        double retrained = MeasuredPage.mean(of(rows, shared, Row::retrained));
        double seconds = MeasuredPage.mean(of(rows, shared, Row::seconds));
        return String.join(
                "; ",
                MeasuredPage.verdict("found >= 0.90", found >= 0.9),
                MeasuredPage.verdict("found above independent", found > independent),
                MeasuredPage.verdict("retrained >= 0.824", retrained >= 0.824),
                MeasuredPage.verdict("time <= 5.2 s", seconds <= 5.2));
    }

    private static double[] of(List<Row> rows, String method, ToDoubleFunction<Row> column) {
        return rows.stream()
                .filter(row -> row.method().equals(method))
                .mapToDouble(column)
                .toArray();
    }

    private static String cell(String format, double[] values) {
        return DoubleStream.of(values).anyMatch(v -> v < 0) ? " – |" : " " + MeasuredPage.spread(format, values) + " |";
    }
}
