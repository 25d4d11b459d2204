package io.dxmi.cli;

import io.dxmi.detect.archive.ModelArchive;
import io.dxmi.samplers.program.TrustedPrograms;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Which TorchScript files may be loaded. */
public final class TrustArguments {

    @Option(
            names = "--trust",
            paramLabel = "FILE",
            description =
                    "A TorchScript file, which is a program, that may be loaded from now on; this machine remembers its"
                            + " SHA-256. Files that this toolkit wrote here need no --trust.")
    private List<Path> trusted = List.of();

    /** The options of another process that trusts the same. */
    List<String> words() {
        return trusted.stream()
                .flatMap(file -> Stream.of("--trust", file.toString()))
                .toList();
    }

    /** Trusts the files, and says which this machine cannot remember. */
    public void apply(PrintWriter err) {
        for (Path file : trusted) {
            trust(file)
                    .ifPresent(reason -> err.println("dxmi: " + file + " is trusted for this command only: " + reason));
        }
    }

    /** A file, or one in a model that is an archive. */
    private static Optional<String> trust(Path file) {
        Path model = file.getParent();
        Optional<ModelArchive> archive =
                Files.exists(file) || model == null ? Optional.empty() : ModelArchive.of(model);
        String name = file.getFileName().toString();
        return archive.map(found -> found.unpacked(name::equals, folder -> TrustedPrograms.trust(folder.resolve(name))))
                .orElseGet(() -> TrustedPrograms.trust(file));
    }
}
