package io.dxmi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dxmi.Json;
import io.dxmi.cli.Processes.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The time that {@code train --dry-run} forecasts, of real networks. */
class TimeForecastCommandTest {

    private static final String LINE = "# time: about ";

    @TempDir
    Path folder;

    private Result run(String words) throws Exception {
        Result result = new Processes(Main.class, folder).run(words.split(" "));
        assertThat(result.code()).as(result.err()).isZero();
        return result;
    }

    private static double seconds(JsonNode shown, String part) {
        JsonNode seconds = shown.path(part + "_seconds");
        assertThat(seconds.isNumber()).as(part).isTrue();
        return seconds.asDouble();
    }

    @Test
    void aDryRunTellsTheTimeAndKeepsNothing() throws Exception {
        Result result = run("train 8gaussians --dry-run --threads 1");
        JsonNode shown = Json.parse(result.out());
        assertThat(seconds(shown, "pretraining")).isPositive();
        assertThat(seconds(shown, "training")).isPositive();
        assertThat(seconds(shown, "time")).isEqualTo(seconds(shown, "pretraining") + seconds(shown, "training"));
        assertThat(result.err().lines().filter(line -> line.startsWith(LINE)))
                .singleElement()
                .asString()
                .contains("pre-training", "joint training", "timed iterations", "with 1 thread", "final measurement");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aResumedDryRunTellsTheTimeOfTheRest() throws Exception {
        run("train 8gaussians pretrain.iterations=3 trainer.iterations=4 evaluation.samples=50 evaluation.every=0"
                + " --out run --quiet");
        Map<Path, FileTime> before = files();
        JsonNode shown = Json.parse(run("train --resume run --dry-run --quiet").out());
        assertThat(seconds(shown, "time")).isZero();
        Files.delete(folder.resolve("run/checkpoints/step-4.safetensors"));
        before.remove(folder.resolve("run/checkpoints/step-4.safetensors"));
        JsonNode rest = Json.parse(run("train --resume run --dry-run --quiet").out());
        assertThat(seconds(rest, "pretraining")).isZero();
        assertThat(seconds(rest, "training")).isPositive();
        assertThat(files()).isEqualTo(before);
    }

    private Map<Path, FileTime> files() throws IOException {
        Map<Path, FileTime> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList())
                files.put(file, Files.getLastModifiedTime(file));
        }
        return files;
    }

    /** Nothing that the memory forecast rules out is tried. */
    @Test
    void whatDoesNotFitIsNotTimed() throws Exception {
        Result result = run("train fashion-mnist-T4 data.path=nowhere trainer.batch=1000000 --dry-run");
        JsonNode shown = Json.parse(result.out());
        assertThat(shown.path("fits").asBoolean(true)).isFalse();
        assertThat(shown.has("time_seconds")).isFalse();
        assertThat(result.err()).contains("# time: not forecast, because the memory that is free is not enough");
    }
}
