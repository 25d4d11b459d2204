package io.dxmi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dxmi.Pages;
import io.dxmi.config.ConfigLoader;
import io.dxmi.config.Presets;
import io.dxmi.runs.training.TrainingRun;
import io.dxmi.samplers.engine.Devices;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every command of the documentation has the options that the command line has, and settings that its preset has. */
class DocsCommandsTest {

    private static final Pattern LAUNCHER = Pattern.compile("^(?:\\$ )?(?:scripts/|bin/)?dxmi +(\\S.*)$");

    private static final Pattern SPAN = Pattern.compile("`scripts/(dxmi|seeds) +([^`]+)`");

    private static final Set<String> TRAINS = Set.of("train", "pretrain", "compare");

    record Example(Path page, List<String> words) {}

    /** Whole lines of fenced blocks. */
    static Stream<Example> fenced() {
        return Pages.blocks().stream()
                .filter(block -> Set.of("", "sh", "bash").contains(block.language()))
                .flatMap(block -> block.text()
                        .lines()
                        .map(LAUNCHER::matcher)
                        .filter(line -> line.matches())
                        .map(line -> new Example(block.page(), words(line.group(1)))));
    }

    /** Code spans that name a preset and leave nothing open. */
    static Stream<Example> spans() {
        return Pages.all().stream()
                .flatMap(page -> SPAN.matcher(Pages.text(page))
                        .results()
                        .map(span -> new Example(page, span(span)))
                        .filter(example -> example.words().size() > 1
                                && Presets.NAMES.contains(example.words().get(1))
                                && example.words().stream()
                                        .noneMatch(word -> word.matches("[A-Z]+|.*[.]{3}.*|.*FOLDER.*"))));
    }

    /** {@code scripts/seeds PRESET N SETTINGS} trains N times. */
    private static List<String> span(MatchResult span) {
        List<String> words = words(span.group(2).replace('\n', ' '));
        if (span.group(1).equals("dxmi") || words.size() < 2) return words;
        return Stream.concat(Stream.of("train", words.get(0)), words.stream().skip(2))
                .toList();
    }

    private static List<String> words(String line) {
        return Arrays.asList(line.replaceFirst(" +#.*", "").strip().split("\\s+", -1));
    }

    @ParameterizedTest
    @MethodSource
    void fenced(Example example) {
        assertUnderstood(example);
    }

    @ParameterizedTest
    @MethodSource
    void spans(Example example) {
        assertUnderstood(example);
    }

    @Test
    void readmeHasTheFirstCommands() {
        assertThat(fenced().filter(example -> example.page().equals(Pages.root().resolve("README.md"))))
                .extracting(example -> String.join(" ", example.words()))
                .startsWith("train 8gaussians", "train digits");
    }

    private static void assertUnderstood(Example example) {
        String[] words = example.words().toArray(String[]::new);
        Main.called((config, device) -> new TrainingRun(config, Devices.named(device)), words)
                .parseArgs(words);
        if (!TRAINS.contains(example.words().get(0))) return;
        List<String> settings = example.words().stream()
                .filter(word -> word.matches("[a-z][a-z_0-9.]*=.*"))
                .toList();
        List<String> presets =
                example.words().stream().filter(Presets.NAMES::contains).toList();
        assertThat(presets.isEmpty()).isEqualTo(example.words().contains("--resume"));
        for (String preset : presets) {
            assertThat(ConfigLoader.preset(preset, settings).name()).isEqualTo(preset);
        }
    }
}
