package io.dxmi.samplers.program;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.util.Utils;
import io.dxmi.samplers.engine.Torch;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Reads the schemas of all operators out of the native library: an operator reaches a file through a string. A new version
 * with an operator that takes a string of an unknown name fails here, until somebody has looked at it.
 */
@Tag("slow")
class LibtorchOperatorsTest {

    private static final Pattern SCHEMA =
            Pattern.compile("((?:[a-z_]\\w*::)?[A-Za-z_]\\w*)(?:\\.\\w+)?\\(([^()]*(?:\\([^()]*\\)[^()]*)*)\\) ?->.*");

    private static final Pattern STRING = Pattern.compile("\\bstr\\??(?:\\[\\])?(?:\\([a-z!]+\\))?\\s+(\\w+)");

    /** Names of strings that choose a variant, hold text, or a message that is raised or warned of. */
    private static final Set<String> LOOKED_AT = Set.of(
            "UPLO",
            "a",
            "activation",
            "algorithm",
            "api_name",
            "approximate",
            "assert_msg",
            "attr",
            "b",
            "binary_attr",
            "binary_post_op",
            "chars",
            "cls",
            "device_type",
            "driver",
            "el",
            "equation",
            "fillchar",
            "ind",
            "indexing",
            "input",
            "interpolation",
            "item",
            "key",
            "l",
            "message",
            "mode",
            "msg",
            "new",
            "norm",
            "old",
            "ord",
            "p",
            "pad_mode",
            "padding",
            "padding_side",
            "post_op_algorithm",
            "post_op_name",
            "reduce",
            "rounding_mode",
            "self",
            "separator",
            "side",
            "string",
            "substr",
            "t",
            "type",
            "unary_algorithm",
            "unary_attr",
            "unary_post_op",
            "unary_post_op_algorithm",
            "values");

    @Test
    void everyOperatorThatTakesAFileIsDenied() throws IOException {
        Set<String> left = new TreeSet<>();
        Set<String> all = new TreeSet<>();
        for (String text : texts(library())) {
            Matcher schema = SCHEMA.matcher(text);
            if (!schema.matches()) continue;
            String name = schema.group(1).replaceFirst("^aten::", "");
            all.add(name);
            Matcher string = STRING.matcher(schema.group(2));
            while (string.find()) if (!LOOKED_AT.contains(string.group(1))) left.add(string.group(1) + " of " + name);
        }
        assertThat(all).hasSizeGreaterThan(1500).contains("add", "prim::Print");
        // what communicates and profiles has namespaces of its own (_c10d_functional, profiler), which are refused
        left.removeIf(entry -> entry.startsWith("group_name of ") || entry.startsWith("reduce_op of "));
        left.removeIf(entry -> entry.matches("(name|args) of _record_function_enter(_new)?"));
        assertThat(left)
                .containsExactly(
                        "filename of from_file", "filename of save", "s of __getitem__", "s of _print", "s of len");
        assertThat(ProgramCode.DENIED).contains("from_file", "save", "_print", "Print");
    }

    private static Path library() throws IOException {
        Torch.open().close(); // unpacks it
        try (Stream<Path> files = Files.walk(Utils.getEngineCacheDir("pytorch"))) {
            Optional<Path> found = files.filter(
                            file -> file.getFileName().toString().contains("torch_cpu."))
                    .max((a, b) -> a.toString().compareTo(b.toString()));
            Assumptions.assumeTrue(found.isPresent(), "the natives lie elsewhere");
            return found.get();
        }
    }

    /** Texts with an arrow in them. */
    private static Set<String> texts(Path library) throws IOException {
        Set<String> texts = new TreeSet<>();
        StringBuilder text = new StringBuilder();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(library), 1 << 20)) {
            byte[] block = new byte[1 << 20];
            for (int n = in.read(block); n > 0; n = in.read(block)) {
                for (int i = 0; i < n; i++) {
                    if (block[i] >= ' ' && block[i] < 0x7f) {
                        text.append((char) block[i]);
                        continue;
                    }
                    if (text.indexOf(") ->") > 0) texts.add(text.toString());
                    text.setLength(0);
                }
            }
        }
        return texts;
    }
}
