package io.dxmi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dxmi.cli.Processes.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several presets and seeds around a trivial experiment: one table, one figure, and nothing is trained twice. */
class CompareCommandTest {

    @TempDir
    Path folder;

    private Result compare(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("compare", "--out", "contest"));
        all.addAll(List.of(arguments));
        return new Processes(CountingMain.class, folder).run(all.toArray(String[]::new));
    }

    @Test
    void allNumbersComeIntoOneTableAndOneFigure() throws Exception {
        String[] command = {"8gaussians", "2spirals", "--seeds", "2", "trainer.iterations=3"};
        Result first = compare(command);
        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.out().lines()).hasSize(1);
        JsonNode result = new ObjectMapper().readTree(first.out());
        // the trivial experiment's sum is the seed and 1 + 1/2 + 1/3
        JsonNode sum = result.path("table").path("2spirals").path("sum");
        assertThat(sum.path("mean").asDouble()).isEqualTo(0.5 + 11 / 6.0);
        assertThat(sum.path("sd").asDouble()).isBetween(0.7071, 0.7072);
        assertThat(sum.path("least").asDouble()).isEqualTo(11 / 6.0);
        assertThat(sum.path("seeds").asInt()).isEqualTo(2);
        Path contest = folder.resolve("contest");
        assertThat(Files.readString(contest.resolve("table.md")))
                .contains("| 2spirals |")
                .contains("2.333 ± 0.71");
        assertThat(contest.resolve("table.png")).isNotEmptyFile();
        assertThat(first.err()).contains("| 8gaussians |");

        Path summary = contest.resolve("8gaussians-seed1").resolve("summary.json");
        FileTime written = Files.getLastModifiedTime(summary);
        assertThat(compare(command).code()).isZero();
        assertThat(Files.getLastModifiedTime(summary)).isEqualTo(written);
        Result other = compare("8gaussians", "trainer.iterations=4");
        assertThat(other.code()).isEqualTo(2);
        assertThat(other.err()).contains("contest/8gaussians-seed0 was trained with other settings");
    }

    @Test
    void mistakesShowBeforeAnythingIsTrained() throws Exception {
        Result unknown = compare("8gaussians", "3spirals");
        assertThat(unknown.code()).isEqualTo(2);
        assertThat(unknown.err()).contains("unknown preset '3spirals'");
        assertThat(compare("seed=1").err()).contains("expected presets");
        assertThat(compare("8gaussians", "--seeds", "0").err()).contains("--seeds must be at least 1, got 0");
        assertThat(folder.resolve("contest")).doesNotExist();
    }
}
