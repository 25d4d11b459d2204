package io.dxmi.fuzz;

import io.dxmi.samplers.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** What Jazzer calls: each input is a file, and all but a {@link UserError} is a finding. */
public final class Fuzz {

    private static Format format;
    private static Path folder;

    private Fuzz() {}

    /**
     * Called by Jazzer first.
     *
     * @param arguments the label of a {@link Format}
     */
    public static void fuzzerInitialize(String[] arguments) throws IOException {
        String label = arguments.length == 1 ? arguments[0] : "";
        format = Arrays.stream(Format.values())
                .filter(f -> f.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("expected one format of "
                        + Arrays.stream(Format.values()).map(Format::label).toList() + ", got "
                        + Arrays.toString(arguments)));
        Path memory = Path.of("/dev/shm");
        folder = Files.isWritable(memory)
                ? Files.createTempDirectory(memory, "dxmi-fuzz")
                : Files.createTempDirectory("dxmi-fuzz");
    }

    /** Called by Jazzer for every input. */
    public static void fuzzerTestOneInput(byte[] content) {
        try {
            format.read(content, folder);
        } catch (UserError e) {
            if (e.getMessage().lines().count() != 1) throw new AssertionError("more than a line: " + e.getMessage(), e);
        }
    }

    /** Prints the labels of all formats, for scripts. */
    public static void main(String[] arguments) {
        for (Format each : Format.values()) System.out.println(each.label());
    }
}
