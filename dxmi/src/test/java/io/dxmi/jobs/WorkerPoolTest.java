package io.dxmi.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.dxmi.samplers.Progress;
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
    @Timeout(600)
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

    /** A leak, say: every process does a step more than the one before it. */
    @Test
    void aJobThatComesFurtherEachTimeIsDone() {
        List<Long> steps = new ArrayList<>();
        WorkerPool.Listener listener = new WorkerPool.Listener() {
            @Override
            public void step(String job, String phase, long done, long total) {
                steps.add(done);
            }

            @Override
            public void result(String job, byte[] content) {
                steps.add((long) content.length);
            }
        };
        assertThat(pool(1).run(List.of("leaks"), 1, listener))
                .as(notes.toString())
                .isTrue();
        assertThat(steps).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 0L);
        assertThat(notes).hasSize(5);
    }

    @Test
    void aJobThatComesNoFurtherEndsTheWorkWithAShortName() {
        WorkerPool pool = pool(1);
        String job = "stays " + "1,".repeat(50_000);
        assertThat(pool.run(List.of(job), 1, (done, content) -> {})).isFalse();
        assertThat(pool.exitCode()).isEqualTo(1);
        assertThat(notes)
                .hasSize(3)
                .contains("dxmi: failed: 3 workers in a row ended with code 9 at " + job.substring(0, 80) + "...");
    }

    @Test
    void onlyTheFirstKilledWorkerIsReplacedWhileOthersLive() {
        Set<String> results = ConcurrentHashMap.newKeySet();
        assertThat(pool(2).run(List.of("killed", "waits"), 1, (job, content) -> results.add(job)))
                .as(notes.toString())
                .isTrue();
        assertThat(results).containsExactlyInAnyOrder("killed", "waits");
        assertThat(notes)
                .containsExactly(
                        "dxmi: a worker ended with code 137 (loss 1); its work is done again",
                        "dxmi: a worker ended with code 137 (loss 2); its work is done again by the other 1,"
                                + " since the memory may not be enough for more");
    }

    /** The later job fails first; the earlier one fails a second after it. */
    @Test
    void ofSeveralErrorsThatOfTheFirstJobIsSaidAlone() {
        WorkerPool pool = pool(2);
        List<String> jobs = List.of("fails late", "fails", "short", "more", "and more");
        assertThat(pool.run(jobs, 2, (job, content) -> {})).isFalse();
        assertThat(pool.exitCode()).isEqualTo(2);
        assertThat(notes).containsExactly("dxmi: wrong in fails late");
    }

    @Test
    void longJobsAreNotWaitedFor() {
        WorkerPool pool = pool(2);
        assertThat(pool.run(List.of("succeeds late", "fails"), 1, (job, content) -> {}))
                .isFalse();
        assertThat(pool.exitCode()).isEqualTo(2);
        assertThat(notes).containsExactly("dxmi: wrong in fails");
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
                if (job.equals("leaks")) leak(Path.of(lost + ".steps"), progress);
                if (job.endsWith("late")) pause(3000);
                if (job.startsWith("fails")) {
                    System.err.println("dxmi: wrong in " + job);
                    System.exit(2);
                }
                if (job.startsWith("stays")) Runtime.getRuntime().halt(9);
                Path twice = Path.of(lost + ".twice");
                if (job.equals("killed") && !Files.exists(twice)) {
                    create(Files.exists(lost) ? twice : lost);
                    Runtime.getRuntime().halt(137);
                }
                if (job.equals("waits")) {
                    while (!Files.exists(twice)) pause(10);
                    pause(2000); // until the pool knows
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

        private static void leak(Path steps, Progress progress) {
            try {
                long done = Files.exists(steps) ? Files.size(steps) : 0;
                progress.begin("train", done, 5);
                if (done == 5) return;
                Files.write(steps, new byte[Math.toIntExact(done) + 1]);
                Runtime.getRuntime().halt(9);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
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
