package io.dxmi.spark;

import io.dxmi.cli.SweepWords;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code dxmi-spark sweep}. */
@Command(
        name = "sweep",
        description =
                "Trains a preset with every combination of some values of its settings, a task a run: the table of"
                        + " 'dxmi sweep'.",
        footer = {
            "",
            "Executors write the runs into the folder of --out, which must be at the same path for all. Run again with the"
                    + " same folder, it goes on where it was stopped, and only trains what is missing.",
            "",
            "Examples:",
            "  dxmi-spark sweep 8gaussians game.tau1=0.05,0.1,0.3 --seeds 2",
            "  dxmi-spark sweep 8gaussians game.tau1=0.05,0.1,0.3 --master spark://head:7077 --out /shared/tau1"
        })
final class SweepCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private SweepWords words;

    @Mixin
    private ComparisonArguments rest;

    @Override
    public Integer call() {
        return rest.run(spec, words.usual(), "variants", words.variants());
    }
}
