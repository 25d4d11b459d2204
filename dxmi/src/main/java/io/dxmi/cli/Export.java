package io.dxmi.cli;

import io.dxmi.Json;
import io.dxmi.runs.OpenRun;
import io.dxmi.trained.Trained;
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

/** {@code dxmi export}. */
@Command(
        name = "export",
        description = "Writes a run's sampler and energy for use without this toolkit.",
        footer = {
            "",
            "TorchScript: sampler.pt has forward(seed, count), two int64 tensors of one element, and sample(seed, first,",
            "count) of whole numbers; both give the samples of 'dxmi sample --seed'. energy.pt has forward(x). Where the run",
            "has classes, all take int64 labels last. Python, C++ and DJL load them. Safetensors: the weights under the names",
            "of the network's own checkpoints.",
            "",
            "Example:",
            "  dxmi export runs/digits-1 --format torchscript --out digits"
        })
final class Export implements Callable<Integer> {

    private enum Format {
        torchscript,
        safetensors
    }

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "A run folder.")
    private Path run;

    @Option(names = "--format", paramLabel = "NAME", required = true, description = "One of ${COMPLETION-CANDIDATES}.")
    private Format format;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description = "Where to (default: export in the run folder); files of the same names are replaced.")
    private Path out;

    @Mixin
    private EngineArguments engine;

    @Override
    public Integer call() {
        engine.apply();
        Path folder = out == null ? run.resolve("export") : out;
        Trained.requireFolder(folder);
        try (OpenRun opened = OpenRun.open(run, Devices.named(engine.device()))) {
            Map<String, Path> files = format == Format.torchscript
                    ? opened.trained().exportTorchScript(folder)
                    : opened.trained().exportSafetensors(folder);
            Map<String, Object> paths = new LinkedHashMap<>();
            files.forEach((what, file) -> paths.put(what, file.toString()));
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("preset", opened.config().name());
            result.put("format", format.name());
            result.put("steps", opened.trained().steps());
            result.put("sample_shape", opened.trained().sampleShape());
            result.put("paths", paths);
            spec.commandLine().getOut().println(Json.line(result));
        }
        return 0;
    }
}
