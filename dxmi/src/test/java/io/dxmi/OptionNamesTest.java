package io.dxmi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Only the command line knows its options: messages of the library name parameters. */
class OptionNamesTest {

    private static final Path MODULES = Path.of("..").toAbsolutePath().normalize();

    /** An option inside a string literal: at its begin, after a space or after a parenthesis. */
    private static final Pattern OPTION = Pattern.compile("\"[^\"\n]*?(?<=[\" (])--[a-z][a-z-]+");

    /** Starts another program. */
    private static final List<String> EXEMPT = List.of("Clone.java");

    @Test
    void noMessageOutsideTheCommandLineNamesAnOption() throws IOException {
        for (String module : List.of("samplers", "gcd", "eval", "dxmi")) {
            try (Stream<Path> files = Files.walk(MODULES.resolve(module).resolve("src/main/java"))) {
                List<Path> sources = files.filter(file -> file.toString().endsWith(".java"))
                        .filter(file -> !file.toString().contains("/dxmi/cli/"))
                        .filter(file -> !EXEMPT.contains(file.getFileName().toString()))
                        .toList();
                assertThat(sources).isNotEmpty();
                for (Path source : sources) {
                    String code = Files.readString(source).replaceAll("(?s)/\\*.*?\\*/", "");
                    Matcher option = OPTION.matcher(code);
                    assertThat(option.find() ? option.group() : "")
                            .as(source.toString())
                            .isEmpty();
                }
            }
        }
    }
}
