package io.dxmi.cli;

import io.dxmi.runs.Experiments;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code dxmi sweep}. */
@Command(
        name = "sweep",
        description = {
            "Trains a preset with every combination of some values of its settings, and puts the numbers into one table"
                    + " and one figure.",
            "Run again with the same folder, it goes on where it was stopped, and only trains what is missing."
        },
        footer = {
            "",
            "Examples:",
            "  dxmi sweep 8gaussians game.tau1=0.05,0.1,0.3 --seeds 2 --jobs 2",
            "  dxmi sweep 2spirals energy.optimizer.rate=2e-4,4e-4 value.optimizer.rate=1e-3,2e-3 trainer.iterations=1000"
        })
final class Sweep implements Callable<Integer> {

    private final Experiments experiments;

    @Spec
    private CommandSpec spec;

    @Mixin
    private SweepWords words;

    @Mixin
    private ComparisonArguments rest;

    Sweep(Experiments experiments) {
        this.experiments = experiments;
    }

    @Override
    public Integer call() {
        return rest.run(spec, experiments, words.usual(), "variants", words::variants);
    }
}
