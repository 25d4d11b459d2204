package io.dxmi.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dxmi.detect.data.TableChoice;
import io.dxmi.detect.data.TableScaling;
import io.dxmi.detect.fit.FitOptions;
import io.dxmi.detect.report.DetectJson;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.Npz;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables as people have them, from the file to the rows that are flagged. */
class TablesTest {

    private static final FitOptions UNTRAINED =
            FitOptions.defaults(0).withJoint(FitOptions.defaults(0).joint().withIterations(0));

    @TempDir
    Path folder;

    private Map<String, Object> fit(Path data) {
        return DetectJson.fitted(
                Detection.fit(data, folder.resolve("model"), TableChoice.NONE, UNTRAINED, Progress.NONE));
    }

    private List<String> score(Path data) throws Exception {
        Path scores = folder.resolve("scores.csv");
        Detection.score(folder.resolve("model"), data, scores, null, TableChoice.NONE, Progress.NONE);
        return Files.readAllLines(scores);
    }

    /** 200 rows of all kinds of columns; the rows of {@code hot} have an odd temperature. */
    private Path machines(String name, List<Integer> hot, String states) throws Exception {
        Random random = new Random(5);
        StringBuilder text = new StringBuilder("serial,machine,time,temp,state,open,unit\n");
        for (int i = 0; i < 200; i++) {
            double temperature = 20 + random.nextGaussian() + (hot.contains(i) ? 15 : 0);
            text.append(String.format(
                    Locale.ROOT,
                    "S-%04d,M%d,2026-01-%02d 10:%02d:00,%.3f,%s,%s,C%n",
                    i,
                    i % 3,
                    i % 28 + 1,
                    i % 60,
                    temperature,
                    i == 7 ? states : i % 2 == 0 ? "run" : "idle",
                    i % 4 < 2));
        }
        return Files.writeString(folder.resolve(name), text.toString());
    }

    @Test
    void oddRowsOfAnUnlabelledTableAreFlaggedWithTheirColumns() throws Exception {
        Path data = machines("machines.csv", List.of(20, 77, 150), "run");
        Map<String, Object> fitted = fit(data);
        assertThat(fitted)
                .containsEntry("features", List.of("machine", "time", "temp", "state", "open"))
                .containsEntry("id", "serial");
        assertThat((Map<?, ?>) fitted.get("left_out"))
                .hasToString("{serial=numbers the rows or names each, unit=constant}");
        List<String> lines = score(data);
        for (int odd : List.of(20, 77, 150)) {
            assertThat(lines.get(odd + 1)).contains(",1,", "temp ").endsWith(String.format(Locale.ROOT, "S-%04d", odd));
        }
        assertThat(lines.stream().filter(line -> line.contains(",1,")).count()).isLessThan(16);
    }

    @Test
    void anUnknownLevelIsOdd() throws Exception {
        fit(machines("machines.csv", List.of(), "run"));
        List<String> lines = score(machines("later.csv", List.of(), "broken"));
        assertThat(lines.get(8)).contains(",1,", "state ", "(new)");
    }

    @Test
    void rowsOfTheFitAreRecognisedAndLeaveThemselvesOut() throws Exception {
        Random random = new Random(1);
        StringBuilder text = new StringBuilder("a,b,c,d\n");
        for (int i = 0; i < 200; i++) {
            double shift = i < 10 ? 25 * (i + 1) : 0;
            for (int k = 0; k < 4; k++) {
                text.append(shift * (k - 1.5) + random.nextGaussian()).append(k < 3 ? ',' : '\n');
            }
        }
        Path data = Files.writeString(folder.resolve("contaminated.csv"), text);
        fit(data);
        Path scores = folder.resolve("again.csv");
        Map<String, Object> scored = DetectJson.scored(
                Detection.score(folder.resolve("model"), data, scores, null, TableChoice.NONE, Progress.NONE));
        assertThat(scored).containsEntry("rows_of_the_fit", 200);
        double[] values = Files.readAllLines(scores).stream()
                .skip(1)
                .mapToDouble(line -> Double.parseDouble(line.split(",", -1)[1]))
                .toArray();
        double least = Arrays.stream(values, 0, 10).min().orElseThrow();
        double most = Arrays.stream(values, 10, 200).max().orElseThrow();
        assertThat(least).isGreaterThan(most);
    }

    @Test
    void largeOffsetsLoseNothing() throws Exception {
        Path train = counters("train.csv", 300, 0, "");
        Path test = counters("test.csv", 100, 20, ",label");
        fit(train);
        Map<String, Object> measured = DetectJson.evaluated(
                Detection.evaluate(folder.resolve("model"), test, TableChoice.NONE, null, Progress.NONE));
        assertThat(((Number) ((Map<?, ?>) measured.get("metrics")).get("auroc")).doubleValue())
                .isGreaterThan(0.99);
    }

    private Path counters(String name, int rows, int odd, String label) throws Exception {
        Random random = new Random(rows);
        StringBuilder text = new StringBuilder("counter,b" + label + "\n");
        for (int i = 0; i < rows; i++) {
            long counter = 2_147_400_000L + Math.round(3 * random.nextGaussian()) + (i < odd ? 40 : 0);
            text.append(counter).append(',').append(random.nextGaussian());
            text.append(label.isEmpty() ? "" : i < odd ? ",1" : ",0").append('\n');
        }
        return Files.writeString(folder.resolve(name), text.toString());
    }

    @Test
    void usualNamesOfLabelsAreKnownAndRowsWithoutALabelAreLeftOut() throws Exception {
        Random random = new Random(2);
        StringBuilder text = new StringBuilder("x,y,z,Class\n");
        for (int i = 0; i < 100; i++) {
            for (int k = 0; k < 3; k++) text.append(random.nextGaussian()).append(',');
            text.append(i % 2 == 0 ? "" : i < 20 ? "1" : "0").append('\n');
        }
        Map<String, Object> fitted = fit(Files.writeString(folder.resolve("class.csv"), text));
        assertThat(fitted)
                .containsEntry("label", "Class (normal: 0)")
                .containsEntry("features", List.of("x", "y", "z"))
                .containsEntry("unlabelled", 50);
    }

    @Test
    void aFewTextsThatAreNoDatesAreMissing() throws Exception {
        Path data = machines("machines.csv", List.of(20), "run");
        String text = Files.readString(data)
                .replaceFirst("2026-01-05 10:04:00", "unknown")
                .replaceFirst("2026-01-09 10:08:00", "2026-13-77");
        Path broken = Files.writeString(folder.resolve("broken.csv"), text);
        Map<String, Object> fitted = fit(broken);
        assertThat((List<?>) fitted.get("features")).anyMatch("time"::equals);
        assertThat(fitted).containsEntry("taken_as_missing", Map.of("time", List.of("2026-13-77", "unknown")));
        assertThat(score(broken)).hasSize(201);
    }

    @Test
    void wholeNumbersOfAnArrayAreVectors() throws Exception {
        byte[] bytes = new byte[40 * 3];
        new Random(3).nextBytes(bytes);
        Npz.write(
                folder.resolve("whole.npz"),
                Map.of("features", new HostTensor(HostTensor.DType.U8, new long[] {40, 3}, bytes)));
        assertThat(fit(folder.resolve("whole.npz")))
                .containsEntry("kind", "vectors")
                .containsEntry("dimensions", 3);
        assertThat(score(folder.resolve("whole.npz"))).hasSize(41);
    }

    @Test
    void aSmallColumnCountsBesideALargeOne() throws Exception {
        Random random = new Random(9);
        StringBuilder text = new StringBuilder("requests,error_rate\n0,0\n");
        for (int i = 0; i < 300; i++) {
            text.append(random.nextInt(10_001))
                    .append(',')
                    .append(0.05 * random.nextDouble())
                    .append('\n');
        }
        Path data = Files.writeString(folder.resolve("load.csv"), text);
        fit(data);
        assertThat(score(Files.writeString(folder.resolve("bad.csv"), "requests,error_rate\n5000,0.5\n"))
                        .get(1))
                .contains(",1,", "error_rate ");
    }

    @Test
    void onlyManyColumnsOrEqualEndsShareAUnit() {
        double[][] digits = new double[30][64];
        Random random = new Random(9);
        for (double[] row : digits)
            for (int j = 0; j < 64; j++) row[j] = j < 40 ? random.nextInt(17) : random.nextInt(3);
        for (int j = 0; j < 64; j++) digits[0][j] = 0;
        for (int j = 0; j < 40; j++) digits[1][j] = 16;
        assertThat(deviations(digits)).hasSize(1);
        double[][] percent = new double[30][4];
        for (double[] row : percent) {
            for (int j = 0; j < 4; j++) row[j] = (j < 2 ? 100 : 1) * random.nextDouble();
        }
        percent[0] = new double[4];
        percent[1] = new double[] {100, 100, 1, 1};
        assertThat(deviations(percent)).hasSize(4);
        for (double[] row : percent) for (int j = 2; j < 4; j++) row[j] *= 100;
        assertThat(deviations(percent)).hasSize(1);
    }

    private static Set<Double> deviations(double[][] rows) {
        List<String> names =
                IntStream.range(0, rows[0].length).mapToObj(j -> "x" + j).toList();
        double[] sd = TableScaling.fit("rows", names, true, rows, null).sd();
        return Arrays.stream(sd).boxed().collect(Collectors.toSet());
    }

    @Test
    void identifiersWithADuplicateOrAGapAreNoFeatures() throws Exception {
        Random random = new Random(8);
        StringBuilder text = new StringBuilder("customer_id,order_no,row,amount\n");
        for (int i = 0; i < 50; i++) {
            text.append(i == 7 ? 800_064 : 100_003 * (i % 9) + 5 * i).append(',');
            text.append(i == 9 ? "" : 7_000 + 3 * i + ".0").append(',');
            text.append(i).append(".0,").append(random.nextGaussian()).append('\n');
        }
        Map<String, Object> fitted = fit(Files.writeString(folder.resolve("orders.csv"), text));
        assertThat(fitted).containsEntry("features", List.of("amount"));
        assertThat((Map<?, ?>) fitted.get("left_out"))
                .hasToString(
                        "{customer_id=has the name of an identifier, and nearly all rows differ, order_no=has the name"
                                + " of an identifier, and nearly all rows differ, row=numbers the rows or names each}");
    }

    @Test
    void anUnknownColumnOfANamedTableIsNoLabel() throws Exception {
        Random random = new Random(3);
        StringBuilder text = new StringBuilder("a,b\n");
        for (int i = 0; i < 60; i++) text.append(random.nextGaussian() + "," + random.nextGaussian() + "\n");
        fit(Files.writeString(folder.resolve("train.csv"), text));
        Path test = Files.writeString(folder.resolve("test.csv"), "a,b,shift\n0,0,0\n0.1,0,1\n9,9,0\n");
        assertThatThrownBy(
                        () -> Detection.evaluate(folder.resolve("model"), test, TableChoice.NONE, null, Progress.NONE))
                .hasMessageContaining("test.csv has no labels");
        TableChoice named = new TableChoice("shift", null, List.of());
        assertThat(Detection.evaluate(folder.resolve("model"), test, named, null, Progress.NONE)
                        .all())
                .isPresent();
    }

    /** Rows of numbers without names: a number of the row, then features around a centre, then what is added. */
    private Path nameless(String name, boolean numbered, int rows, String added) throws Exception {
        Random random = new Random(rows);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < rows; i++) {
            if (numbered) text.append(17 * (i * i % 31)).append(',');
            for (int k = 0; k < 3; k++) text.append(k == 0 ? "" : ",").append(10 * k + random.nextGaussian());
            text.append(added.isEmpty() ? "" : "," + (added.equals("label") ? i % 2 : i + 0.5))
                    .append('\n');
        }
        return Files.writeString(folder.resolve(name), text);
    }

    private long flagged(Path data) throws Exception {
        Files.deleteIfExists(folder.resolve("scores.csv"));
        return score(data).stream().filter(line -> line.contains(",1,")).count();
    }

    @Test
    void columnsWithoutNamesStayWhereTheyStood() throws Exception {
        TableChoice dropping = new TableChoice(null, null, List.of("c1"));
        Path train = nameless("train.csv", true, 200, "");
        Detection.fit(train, folder.resolve("model"), dropping, UNTRAINED, Progress.NONE);
        // the first column is left out again, and labels may be added; a shifted feature would flag each row
        assertThat(flagged(nameless("same.csv", true, 60, ""))).isLessThan(12);
        assertThat(flagged(nameless("labelled.csv", true, 60, "label"))).isLessThan(12);
        assertThat(flagged(nameless("features.csv", false, 60, ""))).isLessThan(12);
        Path more = nameless("more.csv", true, 60, "number");
        assertThatThrownBy(() -> flagged(more))
                .hasMessageContaining("has 5 columns of features, but the model was fitted on 3");
    }

    @Test
    void columnsWithoutNamesStayWhereTheyStoodIfTheLabelsAreGone() throws Exception {
        TableChoice choice = new TableChoice("c5", null, List.of("c1"));
        Path train = nameless("train.csv", true, 200, "label");
        Detection.fit(train, folder.resolve("model"), choice, UNTRAINED, Progress.NONE);
        assertThat(flagged(nameless("same.csv", true, 60, "label"))).isLessThan(12);
        assertThat(flagged(nameless("unlabelled.csv", true, 60, ""))).isLessThan(12);
    }

    @Test
    void theLastColumnWithoutANameIsLeftOutAgainIfItWasDropped() throws Exception {
        TableChoice dropping = new TableChoice(null, null, List.of("c4"));
        Path train = nameless("train.csv", false, 200, "number");
        Detection.fit(train, folder.resolve("model"), dropping, UNTRAINED, Progress.NONE);
        assertThat(flagged(nameless("same.csv", false, 60, "number"))).isLessThan(12);
    }

    @Test
    void labelsInFrontOfColumnsWithoutNamesAreNoFeatures() throws Exception {
        StringBuilder text = new StringBuilder();
        Random random = new Random(1);
        for (int i = 0; i < 100; i++) {
            text.append(i % 9 == 0 ? 1 : 0).append(',').append(random.nextGaussian() + (i % 9 == 0 ? 9 : 0));
            text.append(',').append(random.nextGaussian()).append('\n');
        }
        Path train = Files.writeString(folder.resolve("train.csv"), text);
        TableChoice labels = new TableChoice("c1", null, List.of());
        Detection.fit(train, folder.resolve("model"), labels, UNTRAINED, Progress.NONE);
        Map<String, Object> measured = DetectJson.evaluated(
                Detection.evaluate(folder.resolve("model"), train, TableChoice.NONE, null, Progress.NONE));
        assertThat(measured).containsEntry("anomalies", 12);
        assertThat(((Number) ((Map<?, ?>) measured.get("metrics")).get("auroc")).doubleValue())
                .isGreaterThan(0.99);
        String features = text.toString().replaceAll("(?m)^[01],", "");
        assertThat(score(Files.writeString(folder.resolve("features.csv"), features)))
                .hasSize(101);
    }
}
