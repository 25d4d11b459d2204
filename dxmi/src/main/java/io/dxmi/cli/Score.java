package io.dxmi.cli;

import io.dxmi.runs.OpenRun;
import io.dxmi.samplers.data.DataSet;
import io.dxmi.samplers.data.PointFiles;
import io.dxmi.samplers.engine.Devices;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dxmi score}. */
@Command(
        name = "score",
        description = "Prints a run's energy of each point, up to a constant: low where data is likely. The density is"
                + " proportional to exp(-energy / temperature).",
        footer = {"", "Example:", "  dxmi score runs/8gaussians-1 points.csv > energies.txt"})
final class Score implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "RUN", description = "A run folder.")
    private Path run;

    @Parameters(
            index = "1",
            paramLabel = "POINTS",
            description = "Points, one a row: a table of text, or an array (n, d) in .npz, .npy or .safetensors.")
    private Path points;

    @Option(
            names = "--class",
            paramLabel = "N",
            description = "The class that the points are taken for, where the run has an energy per class.")
    private Integer label;

    @Mixin
    private CheckpointArgument checkpoint;

    @Mixin
    private EngineArguments engine;

    @Override
    public Integer call() {
        engine.apply();
        OptionalInt given = label == null ? OptionalInt.empty() : OptionalInt.of(label);
        DataSet rows = PointFiles.read(points);
        try (OpenRun opened = OpenRun.open(run, checkpoint.choice(), Devices.named(engine.device()))) {
            double[] energies = opened.score(rows, given);
            spec.commandLine().getErr().println("dxmi: energies of " + opened.checkpoint());
            PrintWriter out = spec.commandLine().getOut();
            for (double energy : energies) out.println(energy);
        }
        return 0;
    }
}
