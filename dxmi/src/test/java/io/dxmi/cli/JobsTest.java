package io.dxmi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dxmi.cli.Processes.Result;
import io.dxmi.cli.Processes.Running;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Workers of compare and sweep around a trivial experiment: the results of one process, whatever befalls the workers. */
class JobsTest {

    /** At 10 ms an iteration a run takes two seconds. */
    private static final String[] LONG = {"8gaussians", "2spirals", "--seeds", "2", "trainer.iterations=200"};

    /** The runs of one process, which those of several are compared with. */
    @TempDir
    static Path expected;

    @TempDir
    Path folder;

    @BeforeAll
    static void oneProcess() throws Exception {
        assertThat(start(expected, "one", "1", LONG).result().code()).isZero();
    }

    private Running start(String out, String jobs, String... arguments) throws Exception {
        return start(folder, out, jobs, arguments);
    }

    private static Running start(Path folder, String out, String jobs, String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("compare", "--out", out, "--jobs", jobs));
        all.addAll(List.of("trainer.checkpoint_every=20", "trainer.report_every=10"));
        all.addAll(List.of(arguments));
        return new Processes(CountingMain.class, folder).start(all.toArray(String[]::new));
    }

    private void assertRunsOfOneProcess(String out) throws Exception {
        for (String run : List.of("8gaussians-seed0", "8gaussians-seed1", "2spirals-seed0", "2spirals-seed1")) {
            for (String file : List.of("config.yaml", "metrics.jsonl", "checkpoints/step-200.safetensors")) {
                assertThat(folder.resolve(out).resolve(run).resolve(file))
                        .hasSameBinaryContentAs(
                                expected.resolve("one").resolve(run).resolve(file));
            }
        }
    }

    /** Waits until so many runs have a checkpoint, and returns the workers. */
    private List<ProcessHandle> workers(Running running, String out, int begun) throws Exception {
        while (runsWithCheckpoints(folder.resolve(out)) < begun) {
            if (!running.process().isAlive())
                throw new IllegalStateException(running.result().err());
            Thread.sleep(20);
        }
        return running.process().children().toList();
    }

    private static int runsWithCheckpoints(Path out) throws Exception {
        int found = 0;
        for (String run : List.of("8gaussians-seed0", "8gaussians-seed1", "2spirals-seed0", "2spirals-seed1")) {
            if (Files.exists(out.resolve(run).resolve("checkpoints/latest"))) found++;
        }
        return found;
    }

    @Test
    void twoWorkersWriteTheRunsOfOneProcess() throws Exception {
        Result two = start("two", "2", LONG).result();
        assertThat(two.code()).as(two.err()).isZero();
        assertRunsOfOneProcess("two");
        assertThat(two.err()).contains("compare ").contains("| 8gaussians |");
        JsonNode sum = new ObjectMapper().readTree(two.out()).at("/table/2spirals/sum");
        assertThat(sum.path("seeds").asInt()).isEqualTo(2);
        assertThat(folder.resolve("two/table.png")).isNotEmptyFile();
        Result again = start("two", "2", LONG).result();
        assertThat(again.code()).as(again.err()).isZero();
    }

    @Test
    void aKilledWorkerIsStartedAgainAndGoesOn() throws Exception {
        Running two = start("two", "2", LONG);
        List<ProcessHandle> workers = workers(two, "two", 2);
        assertThat(workers).hasSize(2);
        workers.get(0).destroyForcibly();
        Result result = two.result();
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.err()).contains("a worker ended with code ", "its work is done again");
        assertRunsOfOneProcess("two");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "no signals")
    void aSignalStopsAllWorkersInOrderAndTheSameCommandGoesOn() throws Exception {
        Running two = start("two", "2", LONG);
        List<ProcessHandle> workers = workers(two, "two", 2);
        new ProcessBuilder("kill", "-TERM", Long.toString(two.process().pid()))
                .inheritIO()
                .start()
                .waitFor();
        Result stopped = two.result();
        assertThat(stopped.code()).as(stopped.err()).isEqualTo(143);
        assertThat(stopped.err()).contains("stopped; the same command trains what is missing");
        assertThat(workers).noneMatch(ProcessHandle::isAlive);
        Result result = start("two", "2", LONG).result();
        assertThat(result.code()).as(result.err()).isZero();
        assertRunsOfOneProcess("two");
    }

    @Test
    void noWorkerOutlivesTheCommand() throws Exception {
        Running two = start("two", "2", LONG);
        List<ProcessHandle> workers = workers(two, "two", 2);
        two.process().destroyForcibly();
        for (int i = 0; i < 30_000 && workers.stream().anyMatch(ProcessHandle::isAlive); i++) Thread.sleep(20);
        assertThat(workers).isNotEmpty().noneMatch(ProcessHandle::isAlive);
    }

    /** The run of the moons throws after three iterations. */
    @Test
    void aFailedRunIsNamedAndTheOthersGoOn() throws Exception {
        for (String jobs : List.of("1", "2")) {
            String[] words = {"moons", "8gaussians", "--seeds", "2", "trainer.iterations=50"};
            Result result = start(jobs, jobs, words).result();
            assertThat(result.code()).as(result.err()).isEqualTo(1);
            assertThat(result.err())
                    .containsOnlyOnce("the moon fell; into the sea")
                    .contains("dxmi: failed: moons-seed0, moons-seed1: IllegalStateException: the moon fell")
                    .contains("| moons | – |");
            JsonNode json = new ObjectMapper().readTree(result.out());
            assertThat(json.at("/table/8gaussians/sum/seeds").asInt()).isEqualTo(2);
            assertThat(json.path("failed")).extracting(JsonNode::asText).containsExactly("moons-seed0", "moons-seed1");
            assertThat(json.path("paths").fieldNames()).toIterable().containsExactly("table", "figure");
            assertThat(folder.resolve(jobs).resolve("moons-seed1/error.txt")).isNotEmptyFile();
        }
    }

    @Test
    void aComparisonOfFailuresHasATableWithoutNumbers() throws Exception {
        Result result = start("two", "2", "moons", "--seeds", "1", "trainer.iterations=50")
                .result();
        assertThat(result.code()).as(result.err()).isEqualTo(1);
        assertThat(result.err()).contains("dxmi: failed: moons-seed0: ");
        assertThat(folder.resolve("two/table.md")).isNotEmptyFile();
    }

    @Test
    void mistakesShowBeforeWorkersStart() throws Exception {
        Result rings = start("two", "2", "rings").result();
        assertThat(rings.code()).isEqualTo(2);
        assertThat(rings.err()).isEqualTo("dxmi: data.name: no rings today" + System.lineSeparator());
        assertThat(start("two", "0", "8gaussians").result().err()).contains("--jobs must be within 1 and 256, got 0");
    }

    @Test
    void workersGetTheArgumentsThatAFileHolds() throws Exception {
        Files.writeString(folder.resolve("args.txt"), "compare 8gaussians @more.txt --out @@out --jobs 2\n");
        Files.writeString(folder.resolve("more.txt"), "2spirals --seeds 1 trainer.iterations=3\n");
        Result result = new Processes(CountingMain.class, folder).run("@args.txt");
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(new ObjectMapper().readTree(result.out()).path("table").size())
                .isEqualTo(2);
        assertThat(folder.resolve("@out/2spirals-seed0/summary.json")).exists();
        Result runs = new Processes(CountingMain.class, folder).run("runs", "@@out");
        assertThat(new ObjectMapper().readTree(runs.out()).fieldNames())
                .toIterable()
                .containsExactly("folder", "runs");
    }

    @Test
    void aSweepTrainsEveryCombination() throws Exception {
        Result result = new Processes(CountingMain.class, folder)
                .run(
                        "sweep",
                        "8gaussians",
                        "trainer.iterations=2,3",
                        "game.tau1=0.1,0.2",
                        "--seeds",
                        "1",
                        "--jobs",
                        "2");
        assertThat(result.code()).as(result.err()).isZero();
        JsonNode table = new ObjectMapper().readTree(result.out()).path("table");
        assertThat(table.size()).isEqualTo(4);
        assertThat(table.path("trainer.iterations=3 game.tau1=0.2")
                        .at("/sum/mean")
                        .asDouble())
                .isEqualTo(11 / 6.0);
        assertThat(folder.resolve("runs/sweep-8gaussians/trainer.iterations=2_game.tau1=0.1-seed0/summary.json"))
                .exists();
        Result one = new Processes(CountingMain.class, folder).run("sweep", "8gaussians", "trainer.iterations=2");
        assertThat(one.code()).isEqualTo(2);
        assertThat(one.err()).contains("expected a setting with several values");
    }
}
