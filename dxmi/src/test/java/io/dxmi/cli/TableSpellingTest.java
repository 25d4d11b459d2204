package io.dxmi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dxmi.cli.Processes.Result;
import io.dxmi.detect.AnomalyModels;
import io.dxmi.detect.model.ModelFolder;
import io.dxmi.detect.series.SeriesFollow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Numbers that can be read in two ways are read as in the table that the model was fitted on. */
@Tag("slow")
class TableSpellingTest {

    @TempDir
    static Path folder;

    private static Processes dxmi;

    @BeforeAll
    static void models() throws Exception {
        dxmi = new Processes(Main.class, folder);
        table("comma.csv", 1.5, ',');
        table("point.csv", 1500, '.');
        for (String name : List.of("comma", "point")) {
            run("detect", "fit", "--data", name + ".csv", "--energy", "knn", "--out", name, "--quiet");
        }
    }

    private static void table(String name, double mean, char mark) throws IOException {
        Random random = new Random(2);
        StringBuilder text = new StringBuilder("a;b\n");
        for (int i = 0; i < 60; i++) {
            double a = mean + 0.1 * mean * random.nextGaussian();
            double b = mean + 0.1 * mean * random.nextGaussian();
            text.append(String.format(Locale.ROOT, "%.2f;%.2f%n", a, b).replace('.', mark));
        }
        Files.writeString(folder.resolve(name), text);
    }

    private static Result run(String... arguments) throws Exception {
        Result result = dxmi.run(arguments);
        assertThat(result.code()).as(result.err()).isZero();
        return result;
    }

    private static Result score(String model, String text, String out) throws Exception {
        Files.writeString(folder.resolve("in.csv"), text);
        return run("detect", "score", model, "--data", "in.csv", "--out", out, "--quiet");
    }

    /** Scores of the rows of a file. */
    private static List<String> scores(String name) throws IOException {
        return Files.readAllLines(folder.resolve(name)).stream()
                .skip(1)
                .map(line -> line.split(",", -1)[1])
                .toList();
    }

    @Test
    void aRowThatCanBeReadInTwoWaysIsReadAsTheFit() throws Exception {
        for (String model : List.of("comma", "point")) {
            String plain = model.equals("comma") ? "a;b\n1,5;1,61\n" : "a;b\n1500;1610\n";
            assertThat(score(model, plain, model + "-plain.csv").err()).isEmpty();
            assertThat(score(model, "a;b\n1,500;1,610\n", model + "-either.csv").err())
                    .isEmpty();
            assertThat(scores(model + "-either.csv")).isEqualTo(scores(model + "-plain.csv"));
        }
    }

    @Test
    void aFileThatContradictsIsReadAsItIsAndSaysSo() throws Exception {
        Result other = score("point", "a;b\n1500,5;1499,25\n", "other.csv");
        assertThat(other.err())
                .isEqualTo(
                        "note: in.csv has numbers with a decimal comma, and is read so; the model was fitted on a decimal"
                                + " point\n");
        score("point", "a;b\n1500.5;1499.25\n", "same.csv");
        assertThat(scores("other.csv")).isEqualTo(scores("same.csv"));
    }

    @Test
    void javaReadsTextsAsTheFitAndAsJavaWritesNumbers() throws Exception {
        score("comma", "a;b\n1,5;1,612\n", "java.csv");
        try (var model = AnomalyModels.rows(folder.resolve("comma")).loadModel();
                var predictor = model.newPredictor()) {
            for (String b : List.of("1,612", String.valueOf(1.612))) {
                double score = predictor.predict(Map.of("a", "1,500", "b", b)).score();
                assertThat(scores("java.csv")).containsExactly(Double.toString(score));
            }
        }
    }

    @Test
    void curvesAreReadAsTheFit() throws Exception {
        Random random = new Random(3);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            for (int j = 0; j < 16; j++) {
                double value = 1.5 + Math.sin(0.4 * j) + 0.05 * random.nextGaussian();
                text.append(j == 0 ? "" : ";")
                        .append(String.format(Locale.ROOT, "%.2f", value).replace('.', ','));
            }
            text.append('\n');
        }
        Files.writeString(folder.resolve("curves.csv"), text);
        run(
                "detect",
                "fit",
                "--data",
                "curves.csv",
                "--curves",
                "auto",
                "--energy",
                "knn",
                "--out",
                "curves",
                "--quiet");
        score("curves", "1,5;".repeat(15) + "1,5\n", "curves-plain.csv");
        score("curves", "1,500;".repeat(15) + "1,500\n", "curves-either.csv");
        assertThat(scores("curves-either.csv")).isEqualTo(scores("curves-plain.csv"));
    }

    /** Rows of an English table after a German fit: separated by commas, they have decimal points. */
    @Test
    void pointsAreDecimalWhereCommasSeparate() throws Exception {
        score("comma", "a;b\n1,5;1,612\n", "german.csv");
        Result english = score("comma", "a,b\n1.500,1.612\n", "english.csv");
        assertThat(scores("english.csv")).isEqualTo(scores("german.csv"));
        assertThat(english.err()).contains("in.csv has numbers with a decimal point, and is read so");
    }

    @Test
    void seriesAreReadAsTheFit() throws Exception {
        Random random = new Random(4);
        StringBuilder text = new StringBuilder("x;y\n");
        for (int i = 0; i < 300; i++) {
            double wave = 1500 + 100 * Math.sin(0.3 * i) + random.nextGaussian();
            text.append(String.format(Locale.ROOT, "%.1f;%.1f%n", wave, wave + 5));
        }
        Files.writeString(folder.resolve("series.csv"), text);
        run("detect", "fit", "--data", "series.csv", "--window", "8", "--out", "series", "--quiet");
        score("series", "x;y\n" + "1500;1505\n".repeat(20), "series-plain.csv");
        score("series", "x;y\n" + "1,500;1,505\n".repeat(20), "series-either.csv");
        assertThat(Files.readString(folder.resolve("series-either.csv")))
                .isEqualTo(Files.readString(folder.resolve("series-plain.csv")));
        Result other = score("series", "x;y\n" + "1500,5;1505,25\n".repeat(20), "series-other.csv");
        assertThat(other.err()).contains("in.csv has numbers with a decimal comma, and is read so");
        assertThat(followed("series", "x;y", "1,500;1,505")).isEqualTo(followed("series", "x;y", "1500;1505"));
        assertThat(followed("series", "x;y", "1500,5;1505,25")).isEqualTo(followed("series", "x;y", "1500.5;1505.25"));
    }

    /** Commas separate the fields of the fit and are decimal in quotes. */
    @Test
    void quotedCommasOfAStreamAreReadAsTheFit() throws Exception {
        Random random = new Random(5);
        StringBuilder text = new StringBuilder("x,y\n");
        for (int i = 0; i < 300; i++) {
            double wave = 15 + Math.sin(0.3 * i) + 0.1 * random.nextGaussian();
            text.append(String.format(Locale.GERMANY, "\"%.2f\",\"%.2f\"%n", wave, wave + 5));
        }
        Files.writeString(folder.resolve("quoted.csv"), text);
        run("detect", "fit", "--data", "quoted.csv", "--window", "8", "--out", "quoted", "--quiet");
        assertThat(followed("quoted", "x,y", "\"15,500\",\"20,500\""))
                .isEqualTo(followed("quoted", "x,y", "15.5,20.5"));
    }

    /** The last answer to a stream of equal lines. */
    private static String followed(String model, String header, String line) {
        List<String> problems = new ArrayList<>();
        String answer = null;
        try (SeriesFollow follow = SeriesFollow.open(folder.resolve(model), problems::add)) {
            follow.answer(1, header);
            for (int i = 2; i < 12; i++) answer = follow.answer(i, line);
        }
        assertThat(problems).isEmpty();
        return answer;
    }

    @Test
    void aModelWithoutASpellingIsRead() throws Exception {
        Path old = Files.createDirectories(folder.resolve("old"));
        String record = Files.readString(folder.resolve("comma/model.yaml"));
        String without = record.replaceFirst("(?m)^ +spelling:\\R(?:    .*\\R)+", "");
        assertThat(without).isNotEqualTo(record).doesNotContain("decimal");
        Files.writeString(old.resolve("model.yaml"), without);
        assertThat(ModelFolder.record(old).tableCoding().spelling()).isNull();
    }

    @Test
    void theColumnOfLabelsIsSaidWithAndWithoutNames() throws Exception {
        String rows = "1500;1510;0\n1400;1530;0\n9000;9000;1\n";
        Files.writeString(folder.resolve("nameless.csv"), rows);
        Files.writeString(folder.resolve("named.csv"), "a;b;label\n" + rows);
        assertThat(run("detect", "evaluate", "point", "--data", "named.csv", "--quiet")
                        .out())
                .contains("\"label\":\"label (normal: 0)\"");
        assertThat(run("detect", "evaluate", "point", "--data", "nameless.csv", "--quiet")
                        .out())
                .contains("\"label\":\"c3 (normal: 0)\"");
    }
}
