package io.dxmi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.dxmi.config.Config;
import io.dxmi.config.ConfigLoader;
import io.dxmi.config.Unread;
import io.dxmi.config.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every experiment of the papers is complete, and its smoke run differs from it in sizes and counts only. */
class ExperimentFoldersTest {

    private static final Path FOLDER = Pages.root().resolve("scripts/experiments");

    private static final ObjectMapper YAML = new YAMLMapper();

    /** Settings by the last part of their key. The number of steps T is what an experiment is about. */
    private static final Set<String> SIZES_AND_COUNTS = Set.of(
            "width",
            "depth",
            "features",
            "multipliers",
            "blocks",
            "attention",
            "head",
            "groups",
            "latent",
            "latent_width",
            "latent_depth",
            "size",
            "classes",
            "batch",
            "micro_batch",
            "iterations",
            "report_every",
            "checkpoint_every",
            "samples",
            "projections",
            "draws",
            "every",
            "every_samples",
            "buffer",
            "sample_steps",
            "grid");

    static Stream<Path> folders() throws IOException {
        try (Stream<Path> all = Files.list(FOLDER)) {
            return all
                    .filter(folder -> !folder.getFileName().toString().equals("lib") && Files.isDirectory(folder))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    /** A row of an experiment, with its preset, if it has one, and its settings. */
    record Row(Path folder, String name, String preset, List<String> settings) {}

    private static List<Row> rowsOf(Path folder) throws IOException {
        return rowsOf(folder, "rows");
    }

    private static List<Row> rowsOf(Path folder, String file) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve(file))) {
            if (line.isBlank() || line.startsWith("#")) continue;
            String[] fields = line.split("\\|", -1);
            assertThat(fields).as("%s: %s", folder, line).hasSize(3);
            List<String> words = Arrays.stream(fields[2].strip().split("\\s+", -1))
                    .filter(word -> !word.isEmpty())
                    .takeWhile(word -> !word.startsWith("--"))
                    .toList();
            String preset = words.stream()
                    .filter(word -> !word.contains("="))
                    .findFirst()
                    .orElse("");
            rows.add(new Row(
                    folder,
                    fields[0].strip(),
                    preset,
                    words.stream().filter(word -> word.contains("=")).toList()));
        }
        return rows;
    }

    static Stream<Row> trainedRows() throws IOException {
        List<Row> rows = new ArrayList<>();
        for (Path folder : folders().toList()) {
            if (hasRows(folder) && !describesABackbone(folder)) rows.addAll(rowsOf(folder));
        }
        return rows.stream();
    }

    /** Without rows, a program of the laboratory runs the whole experiment. */
    private static boolean hasRows(Path folder) {
        return Files.exists(folder.resolve("rows"));
    }

    private static boolean describesABackbone(Path folder) throws IOException {
        return YAML.readTree(folder.resolve("config.yaml").toFile()).has("outputs");
    }

    @ParameterizedTest
    @MethodSource("folders")
    void aFolderIsComplete(Path folder) throws IOException {
        assertThat(folder.resolve("run")).isExecutable();
        if (hasRows(folder)) {
            assertThat(folder)
                    .isDirectoryContaining("glob:**/{smoke.yaml}")
                    .isDirectoryContaining("glob:**/{config.yaml}");
            assertThat(rowsOf(folder)).extracting(Row::name).isNotEmpty().doesNotHaveDuplicates();
        }
        assertThat(folder.resolve("expected.md"))
                .content()
                .startsWith("# Expected\n")
                .contains("| number | published");
        assertThat(folder.resolve("needs"))
                .content()
                .startsWith("about: ")
                .containsPattern("(?m)^(input|data): .+")
                .contains("\nhours: ");
        if (Files.exists(folder.resolve("measured.md"))) {
            assertThat(folder.resolve("measured.md"))
                    .content()
                    .contains(
                            "Command: `scripts/experiments/" + folder.getFileName() + "/run",
                            "Hardware: ",
                            "Date: ",
                            "Commit: ")
                    .doesNotContain("mean nothing");
        }
    }

    @ParameterizedTest
    @MethodSource("trainedRows")
    void theSmokeRunOfARowDiffersInSizesAndCountsOnly(Row row) {
        Path config = row.folder().resolve("config.yaml");
        Config real = ConfigLoader.layered(row.preset(), List.of(config), row.settings());
        Config smoke =
                ConfigLoader.layered(row.preset(), List.of(config, row.folder().resolve("smoke.yaml")), row.settings());
        assertThat(smoke).isNotEqualTo(real);
        assertThat(differences("", Yaml.tree(real), Yaml.tree(smoke))).isEmpty();
        long iterations = smoke.trainer().iterations();
        if (iterations == 0) return;
        assertThat((long) smoke.evaluation().every()).isLessThanOrEqualTo(iterations);
        Object start = ((Map<?, ?>) Yaml.tree(smoke).get("game")).get("start_iteration");
        if (start != null)
            assertThat(((Number) start).longValue())
                    .as("the sampler trains, too")
                    .isLessThan(iterations);
    }

    /** Trials have no smoke run: their settings are looked at here. */
    @ParameterizedTest
    @MethodSource("folders")
    void trialsSetWhatIsRead(Path folder) throws IOException {
        if (!Files.exists(folder.resolve("trials.rows"))) return;
        assertThat(folder.resolve("trials")).isExecutable();
        List<Row> trials = rowsOf(folder, "trials.rows");
        assertThat(trials).extracting(Row::name).isNotEmpty().doesNotHaveDuplicates();
        for (Row row : trials) {
            Config config = ConfigLoader.layered(row.preset(), List.of(folder.resolve("config.yaml")), row.settings());
            Unread.refuse(List.of(config), row.settings());
        }
    }

    @ParameterizedTest
    @MethodSource("folders")
    void theSmokeRunOfABackboneDiffersInSizesOnly(Path folder) throws IOException {
        if (!hasRows(folder) || !describesABackbone(folder)) return;
        Map<String, Object> real = tree(folder.resolve("config.yaml"));
        Map<String, Object> smoke = tree(folder.resolve("config.yaml"));
        merge(smoke, tree(folder.resolve("smoke.yaml")));
        assertThat(smoke).isNotEqualTo(real);
        assertThat(differences("", real, smoke)).isEmpty();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> tree(Path file) throws IOException {
        return YAML.readValue(file.toFile(), LinkedHashMap.class);
    }

    @SuppressWarnings("unchecked")
    private static void merge(Map<String, Object> base, Map<String, Object> over) {
        over.forEach((key, value) -> {
            if (value instanceof Map) merge((Map<String, Object>) base.get(key), (Map<String, Object>) value);
            else base.put(key, value);
        });
    }

    /** The comparison sees what it must see. */
    @ParameterizedTest
    @CsvSource({
        "objective.kind=logistic, objective",
        "sampler.steps=4, sampler.steps",
        "energy.optimizer.rate=1e-4, energy.optimizer.rate",
        "trainer.iterations=0, trainer.iterations",
        "evaluation.every=0, evaluation.every",
        "seed=1, seed",
        "trainer.batch=100000, trainer.batch"
    })
    void anotherDifferenceIsSeen(String change, String key) {
        Config real = ConfigLoader.preset("8gaussians", List.of());
        Config other = ConfigLoader.preset("8gaussians", List.of(change));
        assertThat(differences("", Yaml.tree(real), Yaml.tree(other)))
                .isNotEmpty()
                .allMatch(found -> found.startsWith(key));
        assertThat(differences("", Yaml.tree(real), Yaml.tree(real))).isEmpty();
    }

    @Test
    void aNetworkThatLosesItsAttentionIsSeen() {
        assertThat(differences("", Map.of("attention", List.of(16)), Map.of("attention", List.of())))
                .isNotEmpty();
        assertThat(differences("", Map.of("multipliers", List.of(1, 2, 2)), Map.of("multipliers", List.of(1, 2))))
                .isEmpty();
        assertThat(differences("", Map.of("multipliers", List.of(1, 2, 2)), Map.of("multipliers", List.of(1))))
                .isNotEmpty();
    }

    /** Keys whose values differ in more than a size or a count that is cut. */
    private static List<String> differences(String prefix, Map<?, ?> real, Map<?, ?> smoke) {
        List<String> found = new ArrayList<>();
        if (!real.keySet().equals(smoke.keySet())) found.add(prefix + ": other keys " + smoke.keySet());
        real.forEach((name, value) -> {
            String key = prefix.isEmpty() ? "" + name : prefix + "." + name;
            Object other = smoke.get(name);
            if (value instanceof Map<?, ?> section && other instanceof Map<?, ?> below) {
                found.addAll(differences(key, section, below));
            } else if (other != null && !other.equals(value) && !isCut("" + name, value, other)) {
                found.add(key + ": " + other + " instead of " + value);
            }
        });
        return found;
    }

    private static boolean isCut(String name, Object real, Object smoke) {
        if (!SIZES_AND_COUNTS.contains(name)) return false;
        if (real instanceof Number all && smoke instanceof Number some) return isCut(all, some);
        if (!(real instanceof List<?> all && smoke instanceof List<?> some)) return false;
        return some.size() >= Math.min(all.size(), name.equals("multipliers") ? 2 : 1)
                && some.size() <= all.size()
                && some.stream().allMatch(value -> value instanceof Integer i && i <= most(all));
    }

    /** None stays none, and some stay some. */
    private static boolean isCut(Number real, Number smoke) {
        return real.doubleValue() == real.longValue()
                && smoke.doubleValue() == smoke.longValue()
                && smoke.longValue() < real.longValue()
                && smoke.longValue() > 0;
    }

    private static int most(List<?> values) {
        return values.stream().mapToInt(value -> (Integer) value).max().orElse(0);
    }
}
