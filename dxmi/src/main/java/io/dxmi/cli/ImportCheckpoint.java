package io.dxmi.cli;

import io.dxmi.Json;
import io.dxmi.samplers.checkpoint.CheckpointFile;
import io.dxmi.samplers.checkpoint.recognise.ImportedNetwork;
import io.dxmi.samplers.checkpoint.recognise.Recognised;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dxmi import}. */
@Command(
        name = "import",
        description = "Recognises the network in a checkpoint and writes its weights as safetensors under the original"
                + " names; a tensor that is missing, too much or of another shape is refused by name.",
        footer = {
            "",
            "Known: the DDPM U-Net (FastDPM, DxMI, diffusers UNet2DModel), the ADM U-Net (guided-diffusion, consistency",
            "models), EDM's networks (DDPM++, NCSN++, ADM), the U-Net of denoising-diffusion-pytorch, the NCSN++ generator",
            "(DDGAN) and the IGEBM (DxMI's values).",
            "",
            "Example:",
            "  dxmi import sampler_best.pth --out sampler.safetensors"
        })
final class ImportCheckpoint implements Callable<Integer> {

    /** Names of what is not read, in one line. */
    private static final int SHOWN = 8;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "FILE",
            description =
                    "PyTorch .pth or .pt, EDM's .pkl, .safetensors, .npz, or a folder of a diffusers UNet2DModel.")
    private Path file;

    @Option(
            names = "--part",
            paramLabel = "NAME",
            description =
                    "Which of several networks in the file, such as ema_model or state_dict/sampler (default: the only network,"
                            + " or the averaged weights of one).")
    private String part;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "New .safetensors file (default: the name of FILE with that ending, in this folder).")
    private Path out;

    @Option(names = "--quiet", description = "No report on stderr.")
    private boolean quiet;

    @Override
    public Integer call() {
        Path target = out == null ? Path.of(stem() + ".safetensors") : out;
        ImportedNetwork.requireNew(target);
        ImportedNetwork found = ImportedNetwork.of(CheckpointFile.open(file), part);
        found.write(target);
        if (!quiet) {
            report(found, spec.commandLine().getErr());
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("file", file.toString());
        result.put("format", found.file().format());
        result.put("part", found.part());
        result.put("architecture", found.network().architecture());
        result.put("settings", found.network().settings());
        result.put("tensors", found.network().parameters().size());
        result.put("parameters", found.size());
        result.put("extras", found.extras());
        result.put("assumed", found.network().assumed());
        result.put("others", found.others());
        result.put("unused", found.unused());
        result.put("unread", found.file().unread());
        result.put("paths", Map.of("weights", target.toString()));
        spec.commandLine().getOut().println(Json.line(result));
        return 0;
    }

    private void report(ImportedNetwork found, PrintWriter err) {
        Recognised network = found.network();
        String extras = found.extras().isEmpty() ? "" : ", and beside them " + found.extras();
        err.println(file + ": " + network.architecture() + " " + network.settings() + ", all "
                + network.parameters().size() + " tensors matched, " + found.size() + " parameters" + extras);
        if (!found.others().isEmpty()) {
            err.println("taken: " + found.part() + "; also in the file, choose with --part: "
                    + String.join(", ", found.others()));
        }
        if (!network.assumed().isEmpty()) {
            err.println("not told by the file, taken as published: " + String.join(", ", network.assumed()));
        }
        List<String> beside = new ArrayList<>(found.unused());
        found.file().unread().forEach((name, what) -> beside.add(name + " (" + what + ")"));
        if (!beside.isEmpty()) {
            String more = beside.size() > SHOWN ? " and " + (beside.size() - SHOWN) + " more" : "";
            err.println("not read: "
                    + String.join(", ", beside.subList(0, Math.min(SHOWN, beside.size())))
                            .replaceAll("\\p{Cntrl}", "?")
                    + more);
        }
    }

    private String stem() {
        String name = file.toAbsolutePath().normalize().getFileName().toString();
        return Files.isDirectory(file) ? name : name.replaceFirst("\\.[A-Za-z]+$", "");
    }
}
