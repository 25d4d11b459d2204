package io.dxmi.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.dxmi.config.ConfigLoader;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.StopFlag;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The progress of a run that executors train. */
class RunWatchTest {

    @TempDir
    Path run;

    /** What was begun, stepped and ended. */
    private static final class Heard implements Progress {
        private final List<String> calls = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void begin(String phase, long done, long total) {
            calls.add("begin " + phase + " " + done + " of " + total);
        }

        @Override
        public void step(String phase, long done, Map<String, Double> scalars) {
            calls.add(phase + " " + done);
        }

        @Override
        public void end(String phase) {
            calls.add("end " + phase);
        }
    }

    private RunWatch watch(Progress progress) {
        return new RunWatch(
                run,
                ConfigLoader.preset("8gaussians", List.of("pretrain.iterations=50", "trainer.iterations=900")),
                progress,
                new StopFlag(),
                new SharedFolder(run));
    }

    private void write(String rows, StandardOpenOption... how) throws IOException {
        Files.writeString(run.resolve("metrics.jsonl"), rows, how);
    }

    /** In place, as a run does it: no reader finds an empty file. */
    private void cut(String rows) throws IOException {
        try (FileChannel file = FileChannel.open(run.resolve("metrics.jsonl"), StandardOpenOption.WRITE)) {
            file.truncate(rows.length());
        }
    }

    private static String row(String phase, int iteration) {
        return "{\"phase\":\"" + phase + "\",\"iteration\":" + iteration + "}\n";
    }

    @Test
    void aNewRunBeginsAtZero() throws IOException {
        Heard heard = new Heard();
        RunWatch watch = watch(heard);
        try (watch) {
            write(row("pretrain", 50) + row("train", 100));
        }
        assertThat(heard.calls)
                .containsExactly(
                        "begin pretrain 0 of 50",
                        "pretrain 50",
                        "end pretrain",
                        "begin train 0 of 900",
                        "train 100",
                        "end train");
    }

    /** A resumed run cuts its rows to the last checkpoint, here of iteration 200, and goes on. */
    @Test
    void aResumedRunBeginsAtItsCheckpoint() throws Exception {
        write(row("pretrain", 50) + row("train", 100) + row("train", 200) + row("train", 300));
        Heard heard = new Heard();
        RunWatch watch = watch(heard);
        try (watch) {
            cut(row("pretrain", 50) + row("train", 100) + row("train", 200));
            Thread.sleep(5000); // many times the time between two looks
            write(row("train", 300), StandardOpenOption.APPEND);
        }
        assertThat(heard.calls).containsExactly("begin train 200 of 900", "train 300", "end train");
    }
}
