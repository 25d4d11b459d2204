package io.dxmi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dxmi.cli.Processes.Result;
import io.dxmi.cli.Processes.Running;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Time series on the command line. */
@Tag("slow")
class SeriesCommandTest {

    @TempDir
    static Path folder;

    private static Session session;

    @AfterAll
    static void end() throws Exception {
        session.close();
    }

    private static String rows(int from, int to, int odd) {
        StringBuilder text = new StringBuilder();
        for (int t = from; t < to; t++) {
            boolean planted = t >= odd && t < odd + 12;
            double x = planted ? 0.2 : Math.sin(2 * Math.PI * t / 20) + 0.02 * (t * 7919 % 13);
            text.append("2026-01-01 00:")
                    .append(String.format(Locale.ROOT, "%02d:%02d", t / 60 % 60, t % 60))
                    .append(',')
                    .append(x)
                    .append(',')
                    .append(planted ? 1 : 0)
                    .append('\n');
        }
        return text.toString();
    }

    @BeforeAll
    static void files() throws Exception {
        session = new Session(folder);
        String header = "time,x,label\n";
        Files.writeString(folder.resolve("normal.csv"), header + rows(0, 600, 9999));
        Files.writeString(folder.resolve("test.csv"), header + rows(0, 400, 200));
        Files.writeString(folder.resolve("short.csv"), header + rows(0, 40, 9999));
        Files.writeString(folder.resolve("other.csv"), "time,y\n1,2\n2,3\n");
        Files.writeString(folder.resolve("text.csv"), "a,b\nx,y\nu,v\n");
        Result fitted = run("fit", "--data", "normal.csv", "--window", "20", "--out", "model");
        assertThat(fitted.err()).doesNotContain("dxmi:");
        assertThat(fitted.code()).isZero();
        assertThat(fitted.out())
                .contains("\"kind\":\"series\"", "\"window\":20", "\"features\":[\"x\"]", "\"time\":\"time\"");
        run("fit", "--data", "normal.csv", "--out", "table");
    }

    private static Result run(String... arguments) throws Exception {
        return processes().run(of(arguments));
    }

    private static Processes processes() {
        return new Processes(Main.class, folder);
    }

    private static String[] of(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "detect";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return all;
    }

    @Test
    void scoresAndMeasures() throws Exception {
        Result scored = run("score", "model", "--data", "test.csv", "--out", "scores.csv", "--quiet");
        assertThat(scored.err()).isEmpty();
        assertThat(scored.code()).isZero();
        assertThat(scored.out())
                .contains("\"samples\":400", "\"intervals\":\"scores.alarms.csv\"", "\"picture\":\"scores.png\"");
        assertThat(Files.readAllLines(folder.resolve("scores.csv")))
                .hasSize(401)
                .startsWith("sample,score,p_value,anomaly,series,time");
        assertThat(Files.readAllLines(folder.resolve("scores.alarms.csv")).get(1))
                .contains("2026-01-01 00:03:");
        Result again = run("score", "model", "--data", "test.csv", "--out", "scores.jsonl", "--quiet");
        assertThat(again.err()).contains("scores.png exists, which is written beside it");
        assertThat(again.code()).isEqualTo(2);
        assertThat(folder.resolve("scores.jsonl")).doesNotExist();
        Result measured = run("evaluate", "model", "--data", "test.csv", "--report", "page", "--quiet");
        assertThat(measured.code()).as(measured.err()).isZero();
        assertThat(measured.out()).contains("\"anomalous_stretches\":1", "\"stretches_found\":1", "\"auroc\":");
        assertThat(Files.readString(folder.resolve("page/index.html")))
                .contains("<h2>Alarms</h2>", "2026-01-01 00:03:");
    }

    @Test
    void answersEachLineOfAStream() throws Exception {
        Running following = processes().start(of("score", "model", "--data", "-", "--follow", "--quiet"));
        try (OutputStream in = following.process().getOutputStream()) {
            in.write(("time,x,label\n" + rows(0, 25, 9999) + "t,oops,0\n").getBytes(StandardCharsets.UTF_8));
            in.flush();
            waitFor(following, 26);
            in.write("u,0.5".getBytes(StandardCharsets.UTF_8));
        }
        Result result = following.result();
        assertThat(result.code()).isZero();
        assertThat(result.err().lines())
                .hasSize(2)
                .anyMatch(line ->
                        line.startsWith("dxmi: warning: line 27: column x: expected a finite number, got 'oops'"))
                .anyMatch(line -> line.startsWith("dxmi: warning: line 28: expected 3 fields, got 2"));
        assertThat(result.out().lines()).hasSize(28);
        assertThat(result.out().lines().reduce((a, b) -> b).orElseThrow()).contains("\"samples\":27");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "no signals")
    void followsAGrowingFileUntilStopped() throws Exception {
        Path file = Files.writeString(folder.resolve("growing.csv"), "time,x,label\n" + rows(0, 25, 9999));
        Running following = processes().start(of("score", "model", "--data", "growing.csv", "--follow", "--quiet"));
        waitFor(following, 25);
        Files.writeString(file, "z,0.", StandardOpenOption.APPEND);
        Thread.sleep(1000);
        assertThat(Files.readAllLines(following.out())).hasSize(25);
        Files.writeString(file, "5,0\n", StandardOpenOption.APPEND);
        waitFor(following, 26);
        assertThat(Files.readAllLines(following.out()).get(25)).contains("\"line\":27,\"time\":\"z\"");
        Files.writeString(file, "time,x,label\n" + rows(0, 3, 9999));
        waitFor(following, 29);
        Path next = Files.writeString(folder.resolve("next.csv"), "label,x\n" + "0,0.5\n".repeat(100));
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
        waitFor(following, 129);
        assertThat(Files.readString(following.err())).doesNotContain("expected");
        new ProcessBuilder("kill", "-TERM", Long.toString(following.process().pid()))
                .start()
                .waitFor();
        assertThat(following.result().code()).isEqualTo(143);
    }

    private static void waitFor(Running running, int lines) throws Exception {
        while (Files.readAllLines(running.out()).size() < lines) {
            assertThat(running.process().isAlive())
                    .as(Files.readString(running.err()))
                    .isTrue();
            Thread.sleep(50);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fit --data normal.csv --window many --out m | --window must be auto or a number of rows such as 100, got many",
                "fit --data normal.csv --window 1 --out m | --window must be auto or within 2 and 100000, got 1",
                "fit --data normal.csv --window 0 --out m | --window must be auto or a number of rows",
                "fit --data normal.csv --window 20 --stride 0 --out m | --stride must be at least 1, got 0",
                "fit --data normal.csv --window 20 --stride 21 --out m | --stride must be within 1 and the window, got 21",
                "fit --data normal.csv --stride 2 --out m | --stride is for --window",
                "fit --data normal.csv --group-column time --out m | --group-column is for --window",
                "fit --data normal.csv --window 20 --group-column g --out m | normal.csv has no column 'g'; it has time, x, label",
                "fit --data text.csv --window 20 --out m | text.csv: a time series needs a column of numbers",
                "fit --data short.csv --window 20 --out m | short.csv: expected series of at least 6 windows, got 40 rows",
                "fit --data model --window 20 --out m | --window is for tables with one row a time step",
                "fit --data normal.csv --window 20 --clean test.csv --out m | --window goes without --clean and --anomalies",
                "fit --data normal.csv --window 20 --energy autoencoder --out m | --window is for --energy kernel",
                "fit --data normal.csv --window 20 --pooling mean --out m | --pooling is for images",
                "fit --data normal.csv --window 20 --trainer gcd --out m | --trainer goes without --window",
                "outliers none.csv --window 20 --out s.csv | data none.csv: there is no such file",
                "score model --data other.csv --out s.csv | other.csv lacks column x, which the model was fitted on",
                "score model --data normal.csv --out s.txt | --out must end in .csv or .jsonl, got s.txt",
                "score model --data normal.csv | Missing required option: '--out=FILE'",
                "score model --data normal.csv --drop x --out s.csv | --drop x: the model was fitted on it",
                "score model --data normal.csv --maps p --out s.csv | --maps is for models of images",
                "score table --data normal.csv --follow | --follow is for models of time series",
                "score model --data normal.csv --follow --out s.csv | --out goes without --follow",
                "score model --data none.csv --follow | --data none.csv: there is no such file",
                "score model --data other.csv --follow | the first line: expected a header with x",
                "evaluate model --data normal.csv | normal.csv: expected normal rows and anomalies, got one class only",
            })
    void mistakesAreOneLine(String arguments, String message) throws Exception {
        Result result = session.run(of((arguments + " --quiet").split(" ")));
        assertThat(result.err().lines()).singleElement().asString().startsWith("dxmi: " + message);
        assertThat(result.out()).isEmpty();
        assertThat(result.code()).isEqualTo(2);
        assertThat(folder.resolve("m")).doesNotExist();
        assertThat(folder.resolve("s.csv")).doesNotExist();
    }
}
