package io.dxmi.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.dxmi.samplers.StopFlag;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class WorkerPoolTest {

    private final Queue<String> notes = new ConcurrentLinkedQueue<>();

    @TempDir
    Path folder;

    private WorkerPool pool(int workers) {
        List<String> command = WorkerCommand.of(
                Worker.class.getName(),
                64L << 20,
                List.of(folder.resolve("lost").toString()));
        return new WorkerPool(command, workers, new StopFlag(), notes::add);
    }

    /** The worker of the short job is told to end, and is slow to do so, when the other worker is lost. */
    @Test
    void aWorkerThatWasToldToEndGetsNoJobOfALostWorker() {
        WorkerPool pool = pool(2);
        Set<String> results = ConcurrentHashMap.newKeySet();
        assertThat(pool.run(List.of("short", "long"), 1, (job, content) -> results.add(job)))
                .as(notes.toString())
                .isTrue();
        assertThat(results).containsExactlyInAnyOrder("short", "long");
        assertThat(notes).containsExactly("dxmi: a worker ended with code 9 (loss 1); its work is done again");
    }

    @Test
    @Timeout(60)
    void aWorkerThatPrintsBetweenItsResultsIsReplaced() {
        List<String> results = new ArrayList<>();
        assertThat(pool(1).run(List.of("prints", "short"), 1, (job, content) -> results.add(job)))
                .as(notes.toString())
                .isTrue();
        assertThat(results).containsExactly("prints", "short");
        assertThat(notes)
                .containsExactly(
                        "dxmi: cannot read what a worker sends: expected only results on its standard output, got other"
                                + " bytes",
                        "dxmi: a worker ended with code 255 (loss 1); its work is done again");
    }

    /** The first long job ends its process. */
    static final class Worker {

        private Worker() {}

        public static void main(String[] arguments) {
            Path lost = Path.of(arguments[0]);
            WorkerLoop loop =
                    new WorkerLoop(System.in, new FileOutputStream(FileDescriptor.out), new StopFlag(), () -> {});
            loop.run((job, progress) -> {
                if (job.equals("long") && !Files.exists(lost)) {
                    pause(2000);
                    create(lost);
                    Runtime.getRuntime().halt(9);
                }
                if (job.equals("prints") && !Files.exists(lost)) {
                    create(lost);
                    print();
                    pause(60_000);
                }
                return Optional.of(new byte[0]);
            });
            pause(4000);
        }

        private static void print() {
            try {
                FileOutputStream out = new FileOutputStream(FileDescriptor.out); // stays open
                out.write("WARNING: a library prints this\n".getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void create(Path file) {
            try {
                Files.createFile(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void pause(long millis) {
            try {
                Thread.sleep(millis);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
