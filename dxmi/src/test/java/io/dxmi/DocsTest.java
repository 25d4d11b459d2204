package io.dxmi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Java of the documentation compiles, the quick start runs, links lead somewhere, and README is one page. */
class DocsTest {

    private static final Pattern LINK = Pattern.compile("\\[[^]\n]*]\\(([^)\\s#]+)(?:#[^)\\s]*)?\\)");

    private static final String CLASS_PATH = System.getProperty("java.class.path");

    /** Around an example that is only a few statements. */
    private static final String FRAME = """
            import ai.djl.Device;
            import ai.djl.inference.Predictor;
            import ai.djl.modality.cv.Image;
            import ai.djl.modality.cv.ImageFactory;
            import ai.djl.repository.zoo.ZooModel;
            import io.dxmi.detect.*;
            import io.dxmi.detect.data.TableChoice;
            import io.dxmi.detect.fit.FitOptions;
            import io.dxmi.detect.model.AnomalyResult;
            import io.dxmi.samplers.Progress;
            import io.dxmi.sampling.Sampling;
            import java.nio.file.Path;
            import java.util.Map;
            class Example {
                void example() throws Exception {
            %s
                }
            }
            """;

    static Stream<Pages.Block> javaExamples() {
        return Pages.blocks().stream().filter(block -> block.language().equals("java"));
    }

    static Stream<Path> pages() {
        return Pages.all().stream();
    }

    @ParameterizedTest
    @MethodSource
    void javaExamples(Pages.Block example, @TempDir Path folder) throws Exception {
        assertCompiles(example.text(), folder);
    }

    @Test
    @Tag("slow")
    void theQuickstartRuns(@TempDir Path folder) throws Exception {
        String program = javaExamples()
                .map(Pages.Block::text)
                .filter(text -> text.contains("class Quickstart"))
                .findFirst()
                .orElseThrow();
        assertCompiles(program, folder);
        Path output = folder.resolve("output.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Djava.awt.headless=true",
                        "-Dai.djl.pytorch.num_threads=1",
                        "-cp",
                        folder + File.pathSeparator + CLASS_PATH,
                        "Quickstart",
                        folder.resolve("run").toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
        assertThat(Files.readString(output)).contains("1000 energies, the first ");
        assertThat(process.exitValue()).isZero();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void linksAndPicturesExist(Path page) {
        Matcher link = LINK.matcher(Pages.prose(page));
        while (link.find()) {
            String target = link.group(1);
            if (target.startsWith("https://")) continue;
            assertThat(page.resolveSibling(target)).as("link of %s", page).exists();
        }
    }

    @Test
    void everyPageIsInTheIndex() {
        Path index = Pages.root().resolve("docs/README.md");
        assertThat(pages().filter(page -> page.getParent().equals(index.getParent()) && !page.equals(index)))
                .isNotEmpty()
                .allSatisfy(page -> assertThat(Pages.text(index)).contains("](" + page.getFileName() + ")"));
    }

    @Test
    void readmeIsOnePage() {
        assertThat(Pages.text(Pages.root().resolve("README.md")).lines().count())
                .isLessThanOrEqualTo(150);
    }

    private static void assertCompiles(String java, Path folder) throws Exception {
        boolean whole = java.contains("class ");
        Path source = folder.resolve(whole ? "Quickstart.java" : "Example.java");
        Files.writeString(source, whole ? java : FRAME.formatted(java));
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        int compiled = ToolProvider.getSystemJavaCompiler()
                .run(null, null, errors, "-proc:none", "-cp", CLASS_PATH, "-d", folder.toString(), source.toString());
        assertThat(compiled).as(errors.toString(StandardCharsets.UTF_8)).isZero();
    }
}
