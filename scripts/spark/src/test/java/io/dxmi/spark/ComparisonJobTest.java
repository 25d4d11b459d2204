package io.dxmi.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.dxmi.samplers.program.Programs;
import io.dxmi.spark.SparkProcess.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are tasks of Spark end as those of one process, and what a folder holds is not trained again. */
@Tag("slow")
class ComparisonJobTest {

    private static final List<String> SHORT = List.of(
            "pretrain.iterations=3",
            "trainer.iterations=4",
            "trainer.batch=32",
            "evaluation.samples=50",
            "evaluation.every=0",
            "--seeds",
            "2");

    @TempDir
    Path folder;

    private String[] words(String command, String out, String... more) {
        List<String> words = new ArrayList<>(List.of(command, "8gaussians"));
        words.addAll(List.of(more));
        words.addAll(SHORT);
        words.addAll(List.of("--out", folder.resolve(out).toString(), "--quiet"));
        return words.toArray(String[]::new);
    }

    private Result spark(String... words) throws Exception {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--master", "local[2]"));
        return SparkProcess.run(folder, all.toArray(String[]::new));
    }

    /** The cells of the table but for the columns of times. */
    private List<List<String>> withoutTimes(String out) throws Exception {
        List<List<String>> rows = Files.readAllLines(folder.resolve(out).resolve("table.md")).stream()
                .filter(line -> line.startsWith("|"))
                .map(line -> List.of(line.split("\\s*\\|\\s*", -1)))
                .toList();
        List<String> head = rows.get(0);
        assertThat(head).contains("cpu_seconds", "sliced_wasserstein");
        return rows.stream()
                .map(row -> IntStream.range(0, head.size())
                        .filter(i -> !head.get(i).endsWith("seconds"))
                        .mapToObj(row::get)
                        .toList())
                .toList();
    }

    private void assertSameRuns(String one, String many, int runs) throws Exception {
        assertThat(withoutTimes(many)).isEqualTo(withoutTimes(one));
        int found = 0;
        try (var inside = Files.newDirectoryStream(folder.resolve(one), Files::isDirectory)) {
            for (Path run : inside) {
                Path other = folder.resolve(many).resolve(run.getFileName());
                for (String file : List.of("config.yaml", "metrics.jsonl", "checkpoints/step-4.safetensors")) {
                    assertThat(other.resolve(file)).hasSameBinaryContentAs(run.resolve(file));
                }
                found++;
            }
        }
        assertThat(found).isEqualTo(runs);
        assertThat(folder.resolve(many)).isDirectoryNotContaining("glob:**/.spark-*");
    }

    @Test
    void aSweepHasTheTableOfOneProcess() throws Exception {
        Inputs.dxmi(words("sweep", "one", "game.tau1=0.05,0.1"));
        Result result = spark(words("sweep", "many", "game.tau1=0.05,0.1"));
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).hasLineCount(1).contains("\"variants\":");
        assertSameRuns("one", "many", 4);
    }

    /** A run that is there is left alone, and a mistake ends all in one line. */
    @Test
    void aComparisonTrainsWhatIsMissing() throws Exception {
        Inputs.dxmi(words("compare", "one", "2spirals"));
        Inputs.dxmi(words("compare", "many", "2spirals"));
        Path gone = folder.resolve("many/2spirals-seed1");
        Path kept = folder.resolve("many/8gaussians-seed0/run.json");
        String record = Files.readString(kept);
        try (var files = Files.walk(gone)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) Files.delete(file);
        }
        Result result = spark(words("compare", "many", "2spirals"));
        assertThat(result.code()).as(result.err()).isZero();
        assertSameRuns("one", "many", 4);
        assertThat(kept).hasContent(record);
        Result wrong = spark(words("compare", "wrong", "8gausians"));
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).contains("8gausians").hasLineCount(1);
        assertThat(folder.resolve("wrong")).doesNotExist();
    }

    /** Executors on other machines have other folders of trust: they trust what the command trusts. */
    @Test
    void executorsTrustThePrograms() throws Exception {
        Files.createDirectories(Path.of(System.getenv("SPARK_HOME"), "jars"));
        Path reward = folder.resolve("reward.pt");
        Programs.write(reward, "return torch.slice(x, 1, 0, 1, 1)");
        List<String> words = new ArrayList<>(List.of(words("compare", "rewarded", "trainer.reward.file=" + reward)));
        words.addAll(List.of("--master", "local-cluster[1,1,2048]"));
        words.addAll(List.of("--conf", "spark.executorEnv.DXMI_CONFIG=" + folder.resolve("elsewhere")));
        Result refused = SparkProcess.run(folder, words.toArray(String[]::new));
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err())
                .contains("if you trust its origin, add --trust " + reward)
                .hasLineCount(1);
        words.addAll(List.of("--trust", reward.toString()));
        Result trusted = SparkProcess.run(folder, words.toArray(String[]::new));
        assertThat(trusted.code()).as(trusted.err()).isZero();
        assertThat(folder.resolve("rewarded/8gaussians-seed1/metrics.jsonl"))
                .content()
                .contains("sampler/reward");
        assertThat(folder.resolve("elsewhere")).doesNotExist();
    }
}
