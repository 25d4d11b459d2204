package io.dxmi.cli;

import io.dxmi.comparison.Variants;
import java.util.List;
import picocli.CommandLine.Parameters;

/** Presets that are compared, and settings of all of them. */
public final class PresetWords {

    @Parameters(
            paramLabel = "PRESET | KEY=VALUE",
            arity = "1..*",
            description =
                    "Presets, and keys to change in all of them that have the key, such as trainer.iterations=1000.")
    private List<String> words = List.of();

    /** What is compared. @throws io.dxmi.samplers.UserError if a preset or a setting is not known */
    public Variants variants() {
        return Variants.presets(
                words.stream().filter(word -> !word.contains("=")).toList(),
                words.stream().filter(word -> word.contains("=")).toList());
    }
}
