package io.dxmi.cli;

import io.dxmi.Json;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.engine.Devices;
import io.dxmi.sampling.Translation;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dxmi translate}. */
@Command(
        name = "translate",
        description =
                "Translates points, curves or pictures by the map of a transport run. Draw k of row i of a seed is the same"
                        + " however many draws and rows there are.",
        footer = {
            "",
            "The output has one row for each draw: those of the first row of the input, then those of the second, and so",
            "on. A process that was stopped is continued by the same command. A run of pictures reads pictures and writes a",
            "folder of NAME.png, of several draws NAME-1.png and so on.",
            "",
            "Examples:",
            "  dxmi train transport data.source=a.csv data.path=b.csv --out runs/a-to-b",
            "  dxmi translate runs/a-to-b new-a.csv --out as-b.csv",
            "  dxmi translate runs/a-to-b new-a.csv --draws 10 --out ten-of-each.npz",
            "",
            "  dxmi train transport data.source=photos/a data.path=photos/b --out runs/photos",
            "  dxmi translate runs/photos new-photos --draws 4 --out translated"
        })
final class Translate implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "RUN", description = "A run folder of game.kind=transport.")
    private Path run;

    @Parameters(
            index = "1",
            paramLabel = "INPUT",
            description = "Points or curves, one a row: a CSV file, or an array (n, d) in .npz, .npy or .safetensors."
                    + " Curves on any grid. Of a run of pictures also a folder, a .zip or one picture.")
    private Path input;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            required = true,
            description = "New file: .csv, .npz or .safetensors; of pictures a new folder, .npz, .safetensors or .png.")
    private Path out;

    @Option(
            names = "--draws",
            paramLabel = "K",
            defaultValue = "1",
            description = "Results of each row, by different noise (default: ${DEFAULT-VALUE}).")
    private int draws;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Seed of the noise (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--quiet", description = "No progress on stderr.")
    private boolean quiet;

    @Mixin
    private CheckpointArgument checkpoint;

    @Mixin
    private EngineArguments engine;

    @Override
    public Integer call() {
        engine.apply();
        long started = System.nanoTime();
        Translation translation = new Translation(run, input, out, draws, seed, checkpoint.choice());
        Progress progress =
                quiet ? Progress.NONE : Consoles.progress(spec.commandLine().getErr());
        Translation.Result done = translation.translate(Devices.named(engine.device()), progress);
        int unread = done.leftOut().size();
        if (unread > 0 && !quiet) {
            spec.commandLine()
                    .getErr()
                    .println("left out: " + done.leftOut().get(0)
                            + (unread > 1 ? " and " + (unread - 1) + " others" : "")
                            + ", of formats that are not read");
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("preset", done.preset());
        result.put("seed", seed);
        result.put("checkpoint", done.checkpoint().toString());
        result.put("rows", done.rows());
        result.put("draws", draws);
        if (done.before() > 0) result.put("from_before", done.before());
        if (unread > 0) result.put("left_out", unread);
        result.put("seconds", Math.round((System.nanoTime() - started) / 1e6) / 1000.0);
        result.put("paths", Map.of("translated", out.toString()));
        spec.commandLine().getOut().println(Json.line(result));
        return 0;
    }
}
