package io.dxmi.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Memory of this process that is in the machine, native memory included; absent where the system does not tell. */
final class ResidentMemory {

    private static final Path STATUS = Path.of("/proc/self/status");

    private ResidentMemory() {}

    /** MiB now. */
    static Optional<Long> now() {
        return megabytes("VmRSS:");
    }

    /** MiB at most since the process began. */
    static Optional<Long> peak() {
        return megabytes("VmHWM:");
    }

    private static Optional<Long> megabytes(String key) {
        if (!Files.isReadable(STATUS)) return Optional.empty();
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith(key))
                    .map(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
