package io.dxmi.spark;

import io.dxmi.cli.PresetWords;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code dxmi-spark compare}. */
@Command(
        name = "compare",
        description = "Trains several presets with several seeds, a task a run: the table of 'dxmi compare'.",
        footer = {
            "",
            "Executors write the runs into the folder of --out, which must be at the same path for all. Run again with the"
                    + " same folder, it goes on where it was stopped, and only trains what is missing.",
            "",
            "Examples:",
            "  dxmi-spark compare 8gaussians gcd-8gaussians --seeds 5",
            "  dxmi-spark compare 8gaussians 2spirals --seeds 20 --master spark://head:7077 --out /shared/contest"
        })
final class CompareCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private PresetWords words;

    @Mixin
    private ComparisonArguments rest;

    @Override
    public Integer call() {
        return rest.run(spec, Path.of("runs/compare"), "presets", words.variants());
    }
}
