package io.dxmi.cli;

import io.dxmi.detect.Detection;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
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
            Detection.trust(file)
                    .ifPresent(reason -> err.println("dxmi: " + file + " is trusted for this command only: " + reason));
        }
    }
}
