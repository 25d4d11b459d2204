package io.dxmi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How many files one touches to add something. Each patch of the folder {@code extending} adds one thing; the table in {@code
 * docs/extending.md} lists its files. All patches together are applied to a copy of the sources, which is compiled and run.
 */
class ExtendingTest {

    private static final Path PATCHES = Pages.root().resolve("dxmi/src/test/resources/io/dxmi/extending");

    /** The most files of code, presets included, that each addition may touch. */
    private static final Map<String, Integer> MOST = Map.of(
            "preset", 1,
            "sampler", 2,
            "energy", 2,
            "objective", 2,
            "negative-sampler", 2,
            "point-set", 2,
            "picture-set", 2,
            "run-metric", 1,
            "optimiser-setting", 2);

    /** What a new key costs besides: its default and its explanation. */
    private static final List<String> KEYS = List.of("defaults.yaml", "settings.yaml");

    private static final Pattern ROW = Pattern.compile("\\| \\[[^]]+]\\(\\S+/([a-z-]+)\\.patch\\) \\|(.*)\\|(.*)\\|");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    private static final List<String> MODULES = List.of("samplers", "gcd", "eval", "dxmi");

    private static List<Patch> patches() throws IOException {
        List<Patch> patches = new ArrayList<>();
        try (Stream<Path> files = Files.list(PATCHES)) {
            for (Path file : files.sorted().toList()) patches.add(Patch.read(file));
        }
        return patches;
    }

    @Test
    void eachAdditionTouchesTheFilesOfTheTableAndNoMoreThanItMay() throws IOException {
        Map<String, List<List<String>>> table = new LinkedHashMap<>();
        Matcher rows = ROW.matcher(Files.readString(Pages.root().resolve("docs/extending.md")));
        while (rows.find()) table.put(rows.group(1), List.of(names(rows.group(2)), names(rows.group(3))));
        assertThat(table.keySet()).containsExactlyInAnyOrderElementsOf(MOST.keySet());
        assertThat(patches()).hasSameSizeAs(MOST.keySet());
        for (Patch patch : patches()) {
            List<String> files = patch.files().keySet().stream()
                    .map(file -> Path.of(file).getFileName().toString())
                    .toList();
            List<String> code =
                    files.stream().filter(file -> !KEYS.contains(file)).toList();
            List<String> keys = files.stream().filter(KEYS::contains).toList();
            assertThat(code).as(patch.name()).hasSizeLessThanOrEqualTo(MOST.get(patch.name()));
            assertThat(code)
                    .as(patch.name())
                    .containsExactlyInAnyOrderElementsOf(table.get(patch.name()).get(0));
            assertThat(keys)
                    .as(patch.name())
                    .containsExactlyInAnyOrderElementsOf(table.get(patch.name()).get(1));
        }
    }

    private static List<String> names(String cell) {
        return CODE.matcher(cell)
                .results()
                .map(found -> Path.of(found.group(1)).getFileName().toString())
                .toList();
    }

    @Test
    @Tag("slow")
    void whatIsAddedCompilesTrainsAndSamples(@TempDir Path folder) throws Exception {
        Path classes = compiled(folder.resolve("sources"), folder.resolve("classes"));
        List<String> all = new ArrayList<>(List.of(
                "train", "8gaussians-T2", "data.name=banana", "objective.kind=hinge", "energy.network.kind=gaussian"));
        all.addAll(brief());
        String plain = run(classes, folder, with(all, "--out", "plain"));
        assertThat(plain).contains("\"preset\":\"8gaussians-T2\"", "\"energy_mean\":", "\"sliced_wasserstein\":");
        assertThat(plain).as("a hinge energy is no log-density").doesNotContain("\"energy_kl\":");
        run(classes, folder, with(all, "energy.optimizer.weight_decay=10", "--out", "decayed"));
        assertThat(folder.resolve("decayed/metrics.jsonl").toFile())
                .as("weights that decay")
                .isNotEmpty()
                .content()
                .isNotEqualTo(Files.readString(folder.resolve("plain/metrics.jsonl")));
        run(classes, folder, List.of("sample", "plain", "-n", "20", "--solver", "lms", "--out", "lms.npz"));
        assertThat(folder.resolve("lms.npz")).isNotEmptyFile();

        List<String> chains = List.of("train", "cd-8gaussians", "game.start.kind=noisy-data", "game.sample_steps=2");
        List<String> games = new ArrayList<>(brief());
        games.removeIf(word -> word.startsWith("pretrain."));
        assertThat(run(classes, folder, with(with(chains, games.toArray(String[]::new)), "--out", "chains")))
                .contains("\"energy_auc\":");

        pictures(folder.resolve("kmnist"));
        assertThat(run(
                        classes,
                        folder,
                        with(
                                List.of("train", "digits", "data.name=kmnist", "data.path=kmnist", "--quiet"),
                                "sampler.network.width=8",
                                "energy.network.width=8",
                                "value.network.width=8",
                                "pretrain.iterations=1",
                                "pretrain.batch=8",
                                "trainer.iterations=1",
                                "trainer.batch=8",
                                "evaluation.samples=20",
                                "evaluation.before=false",
                                "--out",
                                "pictures")))
                .contains("\"frechet\":");
    }

    private static List<String> brief() {
        return List.of(
                "pretrain.iterations=5",
                "trainer.iterations=5",
                "trainer.report_every=1",
                "evaluation.samples=200",
                "evaluation.draws=1",
                "--quiet");
    }

    private static List<String> with(List<String> words, String... more) {
        List<String> all = new ArrayList<>(words);
        all.addAll(Arrays.asList(more));
        return all;
    }

    /** Patches a copy of the sources of all modules and compiles it with the libraries of the tests. @return the classes */
    private static Path compiled(Path sources, Path classes) throws IOException {
        for (String module : MODULES) copy(Path.of(module, "src", "main"), sources);
        for (Patch patch : patches()) patch.apply(sources);
        Files.createDirectories(classes);
        List<String> options = new ArrayList<>(List.of(
                "-proc:none",
                "-encoding",
                "UTF-8",
                "-d",
                classes.toString(),
                "-cp",
                System.getProperty("java.class.path")));
        for (String module : MODULES) {
            Path main = sources.resolve(module).resolve("src/main");
            try (Stream<Path> files = Files.walk(main.resolve("java"))) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(file -> options.add(file.toString()));
            }
            if (Files.exists(main.resolve("resources"))) copyInto(main.resolve("resources"), classes);
        }
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        int status = ToolProvider.getSystemJavaCompiler().run(null, null, errors, options.toArray(String[]::new));
        assertThat(status).as(errors.toString(StandardCharsets.UTF_8)).isZero();
        return classes;
    }

    private static void copy(Path part, Path to) throws IOException {
        copyInto(Pages.root().resolve(part), to.resolve(part));
    }

    private static void copyInto(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }

    /** Twenty pictures of noise for training and twenty to hold out, in MNIST's format. */
    private static void pictures(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (String part : List.of("train", "t10k")) {
            try (DataOutputStream images = file(folder.resolve(part + "-images-idx3-ubyte"));
                    DataOutputStream labels = file(folder.resolve(part + "-labels-idx1-ubyte"))) {
                for (int header : new int[] {0x803, 20, 28, 28}) images.writeInt(header);
                for (int i = 0; i < 20 * 28 * 28; i++) images.write(i * 31 % 251);
                for (int header : new int[] {0x801, 20}) labels.writeInt(header);
                for (int i = 0; i < 20; i++) labels.write(i % 10);
            }
        }
    }

    private static DataOutputStream file(Path file) throws IOException {
        OutputStream out = Files.newOutputStream(file);
        return new DataOutputStream(out);
    }

    /** Runs the changed command line in a process of its own. @return its output */
    private static String run(Path classes, Path folder, List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Djava.awt.headless=true",
                "-Dai.djl.pytorch.num_threads=1",
                "-cp",
                classes + File.pathSeparator + System.getProperty("java.class.path"),
                "io.dxmi.cli.Main"));
        command.addAll(arguments);
        Path output = folder.resolve("output.txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
        Process process = builder.start();
        assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
        String text = Files.readString(output);
        assertThat(process.exitValue()).as(text).isZero();
        return text;
    }
}
