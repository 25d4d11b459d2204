package io.dxmi.cli;

import io.dxmi.comparison.SettingSweep;
import io.dxmi.comparison.Variants;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Parameters;

/** A preset whose settings are varied, and their values. */
public final class SweepWords {

    @Parameters(index = "0", paramLabel = "PRESET", description = "A preset (see 'dxmi presets').")
    private String preset;

    @Parameters(
            index = "1..*",
            paramLabel = "KEY=VALUE,...",
            arity = "1..*",
            description = "Keys with several values, of which every combination is trained, and keys with one value.")
    private List<String> settings = List.of();

    /** What is compared. @throws io.dxmi.samplers.UserError if the preset or a setting is not known */
    public Variants variants() {
        return SettingSweep.of(preset, settings);
    }

    /** The folder of a sweep whose user names none. */
    public Path usual() {
        return Path.of("runs/sweep-" + preset.replaceAll("[^A-Za-z0-9._-]", "-"));
    }
}
