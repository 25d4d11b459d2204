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

/** {@code dxmi detect evaluate}. */
@Command(
        name = "evaluate",
        description = "Measures a model on labelled samples.",
        footer = {"", "Example:", "  dxmi detect evaluate model --data test.csv --label-column state --normal ok"})
final class DetectEvaluate implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = "A model folder.")
    private Path model;

    @Option(names = "--data", required = true, paramLabel = "PATH", description = "The samples, with labels.")
    private Path data;

    @Option(
            names = "--report",
            paramLabel = "FOLDER",
            description = "Also write a page with curves, the worst and the best cases, and all samples.")
    private Path report;

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
        result.putAll(Detection.evaluate(model, data, table.choice(), report, progress));
        result.put("seconds", Math.round((System.nanoTime() - started) / 1e6) / 1000.0);
        spec.commandLine().getOut().println(Json.line(result));
        return 0;
    }
}
