package io.dxmi.cli;

import io.dxmi.detect.Detection;
import io.dxmi.run.Json;
import io.dxmi.samplers.run.Progress;
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

/** {@code dxmi detect score}. */
@Command(
        name = "score",
        description = "Writes score, p-value and flag of each sample.",
        footer = {"", "Example:", "  dxmi detect score model --data parts.csv --out scores.csv"})
final class DetectScore implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = "A model folder.")
    private Path model;

    @Option(names = "--data", required = true, paramLabel = "PATH", description = "The samples.")
    private Path data;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "A new file that ends in .csv or .jsonl.")
    private Path out;

    @Option(names = "--maps", paramLabel = "FOLDER", description = "Also write a heat map of each image.")
    private Path maps;

    @Mixin
    private TableArguments table;

    @Option(names = "--quiet", description = "No progress on stderr.")
    private boolean quiet;

    @Mixin
    private EngineArguments engine;

    @Override
    public Integer call() {
        engine.apply();
        long started = System.nanoTime();
        Progress progress =
                quiet ? Progress.NONE : Consoles.progress(spec.commandLine().getErr());
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("model", model.toString());
        result.putAll(Detection.score(model, data, out, maps, table.choice(), progress));
        result.put("seconds", Math.round((System.nanoTime() - started) / 1e6) / 1000.0);
        spec.commandLine().getOut().println(Json.line(result));
        return 0;
    }
}
