package io.dxmi.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.dxmi.Json;
import io.dxmi.detect.data.Sample;
import io.dxmi.detect.data.TableChoice;
import io.dxmi.detect.fit.FitOptions;
import io.dxmi.detect.fit.Outliers;
import io.dxmi.detect.model.Detector;
import io.dxmi.detect.model.ModelFolder;
import io.dxmi.detect.model.ModelRecord;
import io.dxmi.detect.series.SeriesFollow;
import io.dxmi.detect.series.SeriesReport;
import io.dxmi.detect.window.WindowChoice;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Time series: windows, rows, groups, alarms and streams. */
class SeriesTest {

    private static final FitOptions OPTIONS = FitOptions.defaults(0);

    @TempDir
    Path folder;

    /** Two channels of period 25, in eighths, so that single and double precision hold the same numbers. */
    private static double[][] rows(int n, long seed) {
        Random random = new Random(seed);
        double[][] rows = new double[n][];
        for (int t = 0; t < n; t++) {
            double phase = 2 * Math.PI * t / 25;
            rows[t] = new double[] {
                Math.round(8 * (4 * Math.sin(phase) + random.nextGaussian() / 4)) / 8.0,
                Math.round(8 * (4 * Math.cos(phase) + random.nextGaussian() / 4)) / 8.0
            };
        }
        return rows;
    }

    private Path table(String name, double[][] rows, int... odd) throws Exception {
        StringBuilder text = new StringBuilder("a,b,label\n");
        for (int t = 0; t < rows.length; t++) {
            int label = 0;
            for (int one : odd) if (one == t) label = 1;
            text.append(rows[t][0])
                    .append(',')
                    .append(rows[t][1])
                    .append(',')
                    .append(label)
                    .append('\n');
        }
        return Files.writeString(folder.resolve(name), text);
    }

    private static List<Double> scores(Path file) throws Exception {
        return Files.readAllLines(file).stream()
                .skip(1)
                .map(line -> Double.valueOf(line.split(",", -1)[1]))
                .toList();
    }

    private static double window(Detector detector, double[][] rows, int begin, int window) {
        float[] values = new float[2 * window];
        for (int i = 0; i < window; i++) {
            values[2 * i] = (float) rows[begin + i][0];
            values[2 * i + 1] = (float) rows[begin + i][1];
        }
        return detector.score(Sample.of("window", values, window, 2)).score();
    }

    @ParameterizedTest
    @CsvSource({"10,1", "10,3", "10,10", "100,7"})
    void rowsScoreTheMeanOfTheirWindows(int window, int stride) throws Exception {
        Path model = folder.resolve("model");
        ModelRecord about = Detection.fitSeries(
                table("normal.csv", rows(700, 1)),
                model,
                TableChoice.NONE,
                new WindowChoice(window, stride, null),
                OPTIONS,
                Progress.NONE);
        assertThat(about.dimensions()).isEqualTo(2 * window <= 128 ? 2 * window : 129);
        double[][] fresh = rows(211, 2);
        Path out = folder.resolve("scores.csv");
        Detection.scoreSeries(model, table("new.csv", fresh), out, TableChoice.NONE, Progress.NONE);
        double[] sum = new double[fresh.length];
        int[] count = new int[fresh.length];
        try (Detector detector = ModelFolder.read(model)) {
            List<Integer> begins = new ArrayList<>();
            for (int at = 0; at < fresh.length - window; at += stride) begins.add(at);
            begins.add(fresh.length - window);
            for (int begin : begins) {
                double score = window(detector, fresh, begin, window);
                for (int row = begin; row < begin + window; row++) {
                    sum[row] += score;
                    count[row]++;
                }
            }
        }
        List<Double> found = scores(out);
        assertThat(found).hasSize(fresh.length);
        for (int row = 0; row < fresh.length; row++) {
            assertThat(found.get(row))
                    .as("row " + row)
                    .isCloseTo(sum[row] / count[row], within(1e-9 + 1e-5 * sum[row]));
        }
    }

    @Test
    void aStreamIsAnsweredByTheWindowsThatEndWithItsLines() throws Exception {
        Path model = folder.resolve("model");
        Detection.fitSeries(
                table("normal.csv", rows(600, 1)),
                model,
                TableChoice.NONE,
                new WindowChoice(10, 0, null),
                OPTIONS,
                Progress.NONE);
        double[][] fresh = rows(60, 2);
        String text = Files.readString(table("new.csv", fresh));
        List<JsonNode> answers = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        byte[] bytes = text.stripTrailing().getBytes(StandardCharsets.UTF_8);
        assertThat(Detection.follow(
                        model,
                        null,
                        new ByteArrayInputStream(bytes),
                        answer -> answers.add(tree(answer)),
                        warnings::add))
                .containsEntry("samples", 60L);
        assertThat(warnings).isEmpty();
        assertThat(answers).hasSize(60);
        try (Detector detector = ModelFolder.read(model)) {
            for (int row = 0; row < 60; row++) {
                assertThat(answers.get(row).get("line").asInt()).isEqualTo(row + 2);
                if (row < 9) assertThat(answers.get(row).get("score").isNull()).isTrue();
                else
                    assertThat(answers.get(row).get("score").asDouble())
                            .isEqualTo(window(detector, fresh, row - 9, 10));
            }
        }
    }

    private static JsonNode tree(String text) {
        try {
            return Json.parse(text);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void groupsAreSeriesOfTheirOwn() throws Exception {
        double[][] first = rows(300, 3);
        double[][] second = rows(200, 4);
        StringBuilder mixed = new StringBuilder("machine;a;b\n");
        for (int t = 0; t < 300; t++) {
            mixed.append("p;")
                    .append(first[t][0])
                    .append(';')
                    .append(first[t][1])
                    .append('\n');
            if (t < 200)
                mixed.append("q;")
                        .append(second[t][0])
                        .append(';')
                        .append(second[t][1])
                        .append('\n');
        }
        Path data = Files.writeString(folder.resolve("mixed.csv"), mixed);
        Path model = folder.resolve("model");
        WindowChoice windows = new WindowChoice(20, 4, "machine");
        Detection.fitSeries(data, model, TableChoice.NONE, windows, OPTIONS, Progress.NONE);
        Path together = folder.resolve("together.csv");
        SeriesReport report = Detection.scoreSeries(model, data, together, TableChoice.NONE, Progress.NONE);
        assertThat(report.rows()).isEqualTo(500);
        StringBuilder alone = new StringBuilder("a;b;machine\n");
        for (double[] row : second)
            alone.append(row[0]).append(';').append(row[1]).append(";q\n");
        Path separate = folder.resolve("separate.csv");
        Path one = Files.writeString(folder.resolve("q.csv"), alone);
        Detection.scoreSeries(model, one, separate, TableChoice.NONE, Progress.NONE);
        assertThat(scores(separate)).isEqualTo(scores(together).subList(300, 500));
    }

    @Test
    void labelledAnomaliesLeaveNoTrace() throws Exception {
        double[][] rows = rows(600, 5);
        for (int t = 300; t < 310; t++) rows[t] = new double[] {50, -50};
        int[] odd = {300, 301, 302, 303, 304, 305, 306, 307, 308, 309};
        WindowChoice windows = new WindowChoice(10, 1, null);
        Path labelled = folder.resolve("labelled");
        Detection.fitSeries(table("odd.csv", rows, odd), labelled, TableChoice.NONE, windows, OPTIONS, Progress.NONE);
        for (int t = 300; t < 310; t++) rows[t] = new double[] {-7000, 0};
        Path other = folder.resolve("other");
        Detection.fitSeries(table("other.csv", rows, odd), other, TableChoice.NONE, windows, OPTIONS, Progress.NONE);
        assertThat(Files.readAllBytes(labelled.resolve("model.safetensors")))
                .isEqualTo(Files.readAllBytes(other.resolve("model.safetensors")));
    }

    @Test
    void outliersFindsThePlantedStretchAndTheWindow() throws Exception {
        double[][] rows = rows(1500, 6);
        for (int t = 800; t < 830; t++) rows[t] = new double[] {rows[t][1], 0};
        Path out = folder.resolve("ranked.jsonl");
        SeriesReport report = Detection.seriesOutliers(
                table("mixed.csv", rows), out, TableChoice.NONE, WindowChoice.AUTO, Outliers.AUTO, Progress.NONE);
        assertThat(report.period()).isEqualTo(25);
        assertThat(report.window()).isEqualTo(50);
        SeriesReport.Interval highest = report.alarms().get(0);
        assertThat(highest.startLine()).isBetween(752, 832);
        assertThat(highest.endLine()).isBetween(800, 882);
        assertThat(Integer.parseInt(highest.peak())).isBetween(790, 840);
        assertThat(Files.readAllLines(out)).hasSize(1500);
        assertThat(Files.readAllLines(folder.resolve("ranked.alarms.jsonl")))
                .hasSize(report.alarms().size());
        assertThat(folder.resolve("ranked.png")).isNotEmptyFile();
    }

    @Test
    void pValuesOfNewNormalRowsAreUniform() throws Exception {
        Path model = folder.resolve("model");
        WindowChoice windows = new WindowChoice(25, 1, null);
        Detection.fitSeries(
                table("normal.csv", rows(4000, 7)), model, TableChoice.NONE, windows, OPTIONS, Progress.NONE);
        Path out = folder.resolve("scores.csv");
        Detection.scoreSeries(model, table("new.csv", rows(4000, 8)), out, TableChoice.NONE, Progress.NONE);
        List<Double> values = Files.readAllLines(out).stream()
                .skip(1)
                .map(line -> Double.valueOf(line.split(",", -1)[2]))
                .toList();
        for (double level : new double[] {0.1, 0.3, 0.5}) {
            double share = values.stream().filter(p -> p <= level).count() / 4000.0;
            // rows are alike over a window: about 160 of them are independent
            assertThat(share).isCloseTo(level, within(0.12));
        }
    }

    @Test
    void missingValuesAreTheOnesBeforeAndFewRowsAreRefused() throws Exception {
        double[][] rows = rows(400, 9);
        Path model = folder.resolve("model");
        WindowChoice windows = new WindowChoice(10, 1, null);
        Detection.fitSeries(table("normal.csv", rows), model, TableChoice.NONE, windows, OPTIONS, Progress.NONE);
        Path full = Files.writeString(
                folder.resolve("full.csv"), "a,b\n" + "1,2\n".repeat(15) + "1,2\n1,3\n" + "0,2\n".repeat(9));
        Path gaps = Files.writeString(
                folder.resolve("gaps.csv"), "a,b\n" + "1,2\n".repeat(15) + ",NA\n,3\n" + "0,2\n".repeat(9));
        Detection.scoreSeries(model, full, folder.resolve("full-s.csv"), TableChoice.NONE, Progress.NONE);
        Detection.scoreSeries(model, gaps, folder.resolve("gaps-s.csv"), TableChoice.NONE, Progress.NONE);
        assertThat(scores(folder.resolve("gaps-s.csv"))).isEqualTo(scores(folder.resolve("full-s.csv")));
        WindowChoice large = new WindowChoice(100, 0, null);
        assertThatThrownBy(() -> Detection.fitSeries(
                        folder.resolve("normal.csv"),
                        folder.resolve("m"),
                        TableChoice.NONE,
                        large,
                        OPTIONS,
                        Progress.NONE))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("expected series of at least 6 windows, got 400 rows and windows of 100");
        assertThat(folder.resolve("m")).doesNotExist();
    }

    @Test
    void normalRowsInOnePartOfTheSeriesAreTooLittle() throws Exception {
        int[] odd = IntStream.range(51, 600).toArray();
        Path data = table("mostly-odd.csv", rows(600, 10), odd);
        WindowChoice windows = new WindowChoice(20, 0, null);
        Path model = folder.resolve("model");
        assertThatThrownBy(() -> Detection.fitSeries(data, model, TableChoice.NONE, windows, OPTIONS, Progress.NONE))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("normal windows of 20 rows in at least 3 of the 10 parts")
                .hasMessageContaining("got them in 1 (51 of 600 rows are normal); add normal rows");
        assertThat(model).doesNotExist();
        int[] fewer = IntStream.range(180, 600).toArray();
        Detection.fitSeries(
                table("enough.csv", rows(600, 10), fewer), model, TableChoice.NONE, windows, OPTIONS, Progress.NONE);
    }

    /** A table of channels a and b behind other columns. */
    private Path timed(String name, String header, IntFunction<String> columns) throws Exception {
        double[][] rows = rows(400, 11);
        StringBuilder text = new StringBuilder(header + ",a,b\n");
        for (int t = 0; t < rows.length; t++) {
            text.append(columns.apply(t) + "," + rows[t][0] + "," + rows[t][1] + "\n");
        }
        return Files.writeString(folder.resolve(name), text);
    }

    private ModelRecord fitted(Path data, String group) {
        WindowChoice windows = new WindowChoice(10, 0, group);
        Path model = folder.resolve("model-of-" + data.getFileName());
        return Detection.fitSeries(data, model, TableChoice.NONE, windows, OPTIONS, Progress.NONE);
    }

    @Test
    void columnsThatRiseInEveryRowAreTimes() throws Exception {
        Random random = new Random(12);
        ModelRecord seconds = fitted(timed("s.csv", "s,n", t -> t / 10.0 + "," + (7 * t + random.nextInt(5))), null);
        assertThat(seconds.columns()).containsExactly("a", "b");
        assertThat(seconds.series().time()).isEqualTo("s");
        assertThat(seconds.coding().leftOut())
                .containsEntry("s", "rises in every row")
                .containsEntry("n", "rises in every row");
        ModelRecord grouped = fitted(
                timed("g.csv", "machine,s", t -> "m" + t % 2 + "," + (1.7e9 + Math.floorDiv(t, 2) + 0.25)), "machine");
        assertThat(grouped.columns()).containsExactly("a", "b");
        assertThat(grouped.series().time()).isEqualTo("s");
        StringBuilder only = new StringBuilder("x\n");
        for (int t = 0; t < 200; t++) only.append(t + random.nextDouble()).append('\n');
        assertThat(fitted(Files.writeString(folder.resolve("only.csv"), only), null)
                        .columns())
                .containsExactly("x");
    }

    @ParameterizedTest
    @CsvSource({"minutes,false", "seconds,false", "minutes,true", "seconds,true"})
    void rowsOutOfOrderInTimeAreRefused(String unit, boolean newestFirst) throws Exception {
        LocalDateTime begin = LocalDateTime.of(2026, 1, 1, 0, 0);
        IntFunction<String> time =
                t -> unit.equals("minutes") ? begin.plusMinutes(t).toString() : 1.7e9 + t + t % 3 / 10.0 + "";
        Path good = timed("good.csv", "time", time);
        fitted(good, null);
        Path bad = timed("bad.csv", "time", t -> time.apply(newestFirst ? 399 - t : t == 100 ? 90 : t));
        String message = newestFirst ? "bad.csv: line 3 is earlier than line 2" : "line 102 is earlier than line 101";
        assertThatThrownBy(() -> fitted(bad, null))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(message)
                .hasMessageContaining("sort the file by its time");
        Path out = folder.resolve("bad-scores.csv");
        assertThatThrownBy(() -> Detection.scoreSeries(
                        folder.resolve("model-of-good.csv"), bad, out, TableChoice.NONE, Progress.NONE))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(message);
        assertThat(out).doesNotExist();
    }

    @Test
    void midnightAndTheEndOfSummerTimeAreInOrder() throws Exception {
        LocalTime noon = LocalTime.of(12, 0);
        fitted(timed("day.csv", "time", t -> noon.plusMinutes(10L * t).toString()), null);
        LocalDateTime night = LocalDateTime.of(2026, 10, 25, 0, 0);
        fitted(
                timed(
                        "summer.csv",
                        "time",
                        t -> night.plusMinutes(t < 180 ? t : t - 60).toString()),
                null);
    }

    private static List<String> followed(Path model, byte[] bytes, List<String> warnings) {
        List<String> answers = new ArrayList<>();
        Detection.follow(model, null, new ByteArrayInputStream(bytes), answers::add, warnings::add);
        return answers;
    }

    private Path twoChannels() throws Exception {
        Path model = folder.resolve("model");
        WindowChoice windows = new WindowChoice(5, 0, null);
        Detection.fitSeries(
                table("normal.csv", rows(400, 13)), model, TableChoice.NONE, windows, OPTIONS, Progress.NONE);
        return model;
    }

    @Test
    void aStreamWithoutHeaderIsReadByTheSeparatorThatMakesNumbers() throws Exception {
        Path model = twoChannels();
        StringBuilder points = new StringBuilder();
        for (double[] row : rows(20, 14))
            points.append(row[0]).append(',').append(row[1]).append('\n');
        List<String> warnings = new ArrayList<>();
        List<String> expected = followed(model, points.toString().getBytes(StandardCharsets.UTF_8), warnings);
        String commas = points.toString().replace(',', ';').replace('.', ',');
        assertThat(followed(model, commas.getBytes(StandardCharsets.UTF_8), warnings))
                .isEqualTo(expected);
        assertThat(warnings).isEmpty();
        assertThat(expected.get(19)).contains("\"score\":").doesNotContain("\"score\":null");
    }

    @Test
    void streamsOfOtherTablesAndOtherBytesAreRefused() throws Exception {
        Path model = twoChannels();
        List<byte[]> others = List.of(
                "u,v\n1,2\n".getBytes(StandardCharsets.UTF_8),
                "x;y\n1;2\n".getBytes(StandardCharsets.UTF_8),
                "a,b\n1,2\n".getBytes(StandardCharsets.UTF_16),
                "a,b\n1,2\n".getBytes(StandardCharsets.UTF_16LE),
                "a,b\n1,\0\n".getBytes(StandardCharsets.UTF_8));
        for (byte[] bytes : others) {
            assertThatThrownBy(() -> followed(model, bytes, new ArrayList<>()))
                    .isInstanceOf(UserError.class)
                    .hasMessageMatching("(the first line|line \\d): expected [^\n\0]*");
        }
    }

    @Test
    void lineOneBeginsAnotherFile() throws Exception {
        List<String> warnings = new ArrayList<>();
        try (SeriesFollow follow = SeriesFollow.open(twoChannels(), warnings::add)) {
            assertThat(follow.answer(1, "a,b,label")).isNull();
            for (int t = 2; t < 10; t++) follow.answer(t, "1,2,0");
            assertThat(follow.answer(1, "b;a")).isNull();
            assertThat(follow.answer(2, "2;1")).contains("\"rows_to_wait\":4");
        }
        assertThat(warnings).isEmpty();
    }

    @Test
    void aColumnThatGetsValuesLateIsRefused() throws Exception {
        StringBuilder text = new StringBuilder("a,late\n");
        for (int t = 0; t < 10_000; t++) text.append(t % 25).append(",\n");
        String start = text.toString();
        Path data = Files.writeString(folder.resolve("late.csv"), start + "0,NA\n1,7.5\n");
        assertThatThrownBy(() -> fitted(data, null))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(
                        "late.csv:10003, column late: expected no value as in the first 10000 rows, got '7.5'");
        assertThat(folder.resolve("model-of-late.csv")).doesNotExist();
        TableChoice without = new TableChoice(null, null, List.of("late"));
        WindowChoice windows = new WindowChoice(10, 0, null);
        assertThat(Detection.fitSeries(data, folder.resolve("model"), without, windows, OPTIONS, Progress.NONE)
                        .columns())
                .containsExactly("a");
    }

    /** Rows with labels of the caller's. */
    private Path labelled(String name, int rows, IntFunction<String> label) throws Exception {
        StringBuilder text = new StringBuilder("a,b,label\n");
        double[][] values = rows(rows, 3);
        for (int t = 0; t < rows; t++) {
            text.append(values[t][0] + "," + values[t][1] + "," + label.apply(t) + "\n");
        }
        return Files.writeString(folder.resolve(name), text);
    }

    private ModelRecord fitted(Path data) {
        return Detection.fitSeries(
                data,
                folder.resolve("model"),
                TableChoice.NONE,
                new WindowChoice(10, 10, null),
                OPTIONS,
                Progress.NONE);
    }

    @Test
    void whatMarksNormalRowsIsSeenFromAllRows() throws Exception {
        assertThat(fitted(labelled("late.csv", 10_400, t -> t < 10_200 ? "1" : "-1"))
                        .normal())
                .isEqualTo("1");
    }

    @Test
    void aSeriesWithoutANormalRowIsRefused() throws Exception {
        Path ones = labelled("ones.csv", 300, t -> "1");
        assertThatThrownBy(() -> fitted(ones))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("no row has label = 0, which marks normal rows");
    }

    @Test
    void aNamedClockWithARowOutOfOrderIsNoChannel() throws Exception {
        double[][] values = rows(300, 3);
        for (String name : List.of("time_s", "Time (s)", "timestamp_ms")) {
            StringBuilder text = new StringBuilder(name + ",a,b\n");
            for (int t = 0; t < 300; t++) {
                text.append((t == 100 ? 99 : t) * 10.5 + "," + values[t][0] + "," + values[t][1] + "\n");
            }
            Path data = Files.writeString(folder.resolve("clock.csv"), text);
            Path out = folder.resolve(name.length() + ".csv");
            SeriesReport report = Detection.seriesOutliers(
                    data, out, TableChoice.NONE, new WindowChoice(10, 10, null), Outliers.AUTO, Progress.NONE);
            assertThat(report.features()).containsExactly("a", "b");
            assertThat(report.leftOut()).containsEntry(name, "is the time of the rows");
        }
    }

    /** A least temperature, which is new once a day, and readings per minute. */
    @Test
    void aMeasurementWithAUnitInItsNameIsAChannel() throws Exception {
        double[][] values = rows(300, 3);
        StringBuilder text = new StringBuilder("T_min,t_s,power\n");
        for (int t = 0; t < 300; t++) {
            text.append(List.of(1.5, 2.5, 2).get(t / 100) + ","
                            + List.of(30, 20, 25).get(t / 100) + "," + values[t][0])
                    .append('\n');
        }
        Path data = Files.writeString(folder.resolve("weather.csv"), text);
        SeriesReport report = Detection.seriesOutliers(
                data,
                folder.resolve("out.csv"),
                TableChoice.NONE,
                new WindowChoice(10, 10, null),
                Outliers.AUTO,
                Progress.NONE);
        assertThat(report.features()).containsExactly("T_min", "t_s", "power");
    }

    @Test
    void aSeriesThatRepeatsItselfHasAFiniteThreshold() throws Exception {
        Random random = new Random(2);
        StringBuilder text = new StringBuilder("a\n");
        for (int t = 0; t < 400; t++) {
            text.append((t % 5) * (t % 5) + (t < 280 ? 0 : random.nextGaussian()))
                    .append('\n');
        }
        Path data = Files.writeString(folder.resolve("exact.csv"), text);
        SeriesReport report = Detection.seriesOutliers(
                data,
                folder.resolve("s.csv"),
                TableChoice.NONE,
                new WindowChoice(10, 1, null),
                Outliers.AUTO,
                Progress.NONE);
        assertThat(scores(report.file()).stream().filter(score -> score == 0)).hasSizeBetween(201, 299);
        assertThat(report.threshold()).isFinite().isPositive();
        assertThat(report.flagged()).isLessThan(30);
        assertThat(report.picture()).exists();
    }

    @Test
    void tilesAreNoWindows() throws Exception {
        Path data = table("normal.csv", rows(100, 1));
        assertThatThrownBy(() -> Detection.fitSeries(
                        data,
                        folder.resolve("model"),
                        TableChoice.NONE,
                        new WindowChoice(10, 0, null),
                        OPTIONS.withTile(64),
                        Progress.NONE))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("is for images");
    }
}
