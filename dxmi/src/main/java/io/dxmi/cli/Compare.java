package io.dxmi.cli;

import io.dxmi.runs.Experiments;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code dxmi compare}. */
@Command(
        name = "compare",
        description = {
            "Trains several presets with several seeds and puts their numbers into one table and one figure.",
            "Run again with the same folder, it goes on where it was stopped, and only trains what is missing."
        },
        footer = {
            "",
            "Examples:",
            "  dxmi compare 8gaussians gcd-8gaussians pcd-8gaussians --seeds 5 --out runs/contest",
            "  dxmi compare 8gaussians 2spirals --seeds 5 --jobs 2"
        })
final class Compare implements Callable<Integer> {

    private final Experiments experiments;

    @Spec
    private CommandSpec spec;

    @Mixin
    private PresetWords words;

    @Mixin
    private ComparisonArguments rest;

    Compare(Experiments experiments) {
        this.experiments = experiments;
    }

    @Override
    public Integer call() {
        return rest.run(spec, experiments, Path.of("runs/compare"), "presets", words::variants);
    }
}
