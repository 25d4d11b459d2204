package io.dxmi.cli;

import io.dxmi.Json;
import io.dxmi.samplers.checkpoint.CheckpointFile;
import io.dxmi.samplers.tensor.TensorFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dxmi inspect}. */
@Command(
        name = "inspect",
        description =
                "Lists the tensors of a checkpoint: a table on stderr, one line of JSON on stdout. No code in it is"
                        + " run and no values are read.",
        footer = {"", "Example:", "  dxmi inspect sampler_best.pth"})
final class Inspect implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "FILE",
            description =
                    "PyTorch .pth or .pt, EDM's .pkl, .safetensors, .npz, .npy, or a folder of a diffusers UNet2DModel.")
    private Path file;

    @Option(names = "--quiet", description = "No table on stderr.")
    private boolean quiet;

    @Override
    public Integer call() {
        TensorFile opened = CheckpointFile.open(file);
        if (!quiet) table(opened, spec.commandLine().getErr());
        List<Map<String, Object>> tensors = new ArrayList<>();
        long elements = 0;
        for (Map.Entry<String, TensorFile.Entry> entry : opened.entries().entrySet()) {
            Map<String, Object> tensor = new LinkedHashMap<>();
            tensor.put("name", entry.getKey());
            tensor.put("dtype", entry.getValue().dtype().name());
            tensor.put("shape", entry.getValue().shape());
            tensors.add(tensor);
            elements += entry.getValue().size();
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("file", file.toString());
        result.put("format", opened.format());
        result.put("tensors", tensors);
        result.put("elements", elements);
        result.put("notes", opened.notes());
        result.put("unread", opened.unread());
        spec.commandLine().getOut().println(Json.line(result));
        return 0;
    }

    private static void table(TensorFile file, PrintWriter err) {
        err.println(file.path() + ": " + file.format() + ", " + file.entries().size() + " tensors");
        int width =
                file.entries().keySet().stream().mapToInt(String::length).max().orElse(0);
        file.entries()
                .forEach((name, entry) -> err.printf(
                        Locale.ROOT,
                        "%-" + Math.max(1, width) + "s  %-4s  %s%n",
                        printable(name),
                        entry.dtype(),
                        shape(entry.shape())));
        file.notes().forEach((name, note) -> err.println(printable(name) + " = " + printable(note)));
        file.unread()
                .forEach((name, what) -> err.println("not read: " + printable(name) + " (" + printable(what) + ")"));
    }

    private static String shape(long[] shape) {
        return LongStream.of(shape).mapToObj(Long::toString).collect(Collectors.joining(", ", "(", ")"));
    }

    /** Names come from the file, and terminals obey control characters. */
    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
