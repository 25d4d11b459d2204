package io.dxmi;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A file and a room that a reader can keep in mind. */
class SourceSizeTest {

    /** The interpreters of the operators: one table each, and one method for each operator. */
    private static final Set<String> LONG = Set.of("EagerOps.java", "ScriptOps.java", "OnnxOps.java", "SizeOps.java");

    private static List<Path> sources() throws IOException {
        List<Path> all = new ArrayList<>();
        for (String module : List.of("samplers", "gcd", "eval", "dxmi")) {
            try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "main", "java"))) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(all::add);
            }
        }
        return all;
    }

    @Test
    void noFileHasMoreThan300Lines() throws IOException {
        for (Path file : sources()) {
            if (LONG.contains(file.getFileName().toString())) continue;
            assertThat(Files.readAllLines(file)).as(file.toString()).hasSizeLessThanOrEqualTo(300);
        }
    }

    @Test
    void noPackageOfDetectionOrRunsHasMoreThan15Files() throws IOException {
        Map<String, Long> packages = sources().stream()
                .map(file -> file.getParent().toString().replace('\\', '/'))
                .filter(folder -> folder.matches(".*/io/dxmi/(detect|runs)(/.*)?"))
                .collect(groupingBy(folder -> folder, TreeMap::new, counting()));
        assertThat(packages).hasSizeGreaterThan(5);
        packages.forEach((folder, files) -> assertThat(files).as(folder).isLessThanOrEqualTo(15));
    }
}
