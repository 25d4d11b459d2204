package io.dxmi;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's Java compiles and runs as it stands. */
class ReadmeTest {

    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @Test
    @Tag("slow")
    void theQuickstartRuns(@TempDir Path folder) throws Exception {
        String readme = Files.readString(Path.of(System.getProperty("dxmi.root"), "README.md"));
        String program = JAVA.matcher(readme)
                .results()
                .map(block -> block.group(1))
                .filter(block -> block.contains("class Quickstart"))
                .findFirst()
                .orElseThrow();
        Path source = folder.resolve("Quickstart.java");
        Files.writeString(source, program);
        String classPath = System.getProperty("java.class.path");
        int compiled = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-cp", classPath, "-d", folder.toString(), source.toString());
        assertThat(compiled).isZero();

        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.awt.headless=true",
                "-Dai.djl.pytorch.num_threads=1",
                "-cp",
                folder + java.io.File.pathSeparator + classPath,
                "Quickstart",
                folder.resolve("run").toString()));
        Path output = folder.resolve("output.txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(Files.readString(output)).contains("1000 energies, the first ");
        assertThat(process.exitValue()).isZero();
    }
}
