package io.dxmi.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.dxmi.samplers.StopFlag;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerPoolTest {

    @TempDir
    Path folder;

    /** The worker of the short job is told to end, and is slow to do so, when the other worker is lost. */
    @Test
    void aWorkerThatWasToldToEndGetsNoJobOfALostWorker() {
        List<String> command = WorkerCommand.of(
                Worker.class.getName(),
                64L << 20,
                List.of(folder.resolve("lost").toString()));
        Queue<String> notes = new ConcurrentLinkedQueue<>();
        Set<String> results = ConcurrentHashMap.newKeySet();
        WorkerPool pool = new WorkerPool(command, 2, new StopFlag(), notes::add);
        assertThat(pool.run(List.of("short", "long"), 1, (job, content) -> results.add(job)))
                .as(notes.toString())
                .isTrue();
        assertThat(results).containsExactlyInAnyOrder("short", "long");
        assertThat(notes).containsExactly("dxmi: a worker ended with code 9 (loss 1); its work is done again");
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
                return Optional.of(new byte[0]);
            });
            pause(4000);
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
