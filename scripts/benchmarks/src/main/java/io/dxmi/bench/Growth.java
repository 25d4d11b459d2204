package io.dxmi.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/** What this process holds while it repeats a task, as lines of a table on the standard output. */
final class Growth {

    static final String HEADER = String.format(
            Locale.ROOT,
            "%-10s %10s %14s %16s %11s %16s",
            "phase",
            "done",
            "resident (MiB)",
            "Java heap (MiB)",
            "open files",
            "temporary files");

    private final String phase;
    private final long every;

    /** @param total how often the task is done, of which about {@code lines} counts are printed */
    Growth(String phase, long total, int lines) {
        this.phase = phase;
        this.every = Math.max(1, total / lines);
    }

    /** Prints a line if it is time for one. Resident memory is read before the heap is collected for its own size. */
    void at(long done) {
        if (done % every != 0) return;
        String resident = ResidentMemory.now().map(Object::toString).orElse("unknown");
        System.gc();
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20;
        long open = files(Path.of("/proc/self/fd"), 1);
        long temporary = files(Path.of(System.getProperty("java.io.tmpdir")), Integer.MAX_VALUE);
        System.out.printf(
                Locale.ROOT, "%-10s %10d %14s %16d %11d %16d%n", phase, done, resident, heap, open, temporary);
    }

    private static long files(Path folder, int depth) {
        if (!Files.isDirectory(folder)) return 0;
        try (Stream<Path> inside = Files.walk(folder, depth)) {
            return inside.skip(1).count();
        } catch (NoSuchFileException e) {
            return files(folder, depth); // a file went away meanwhile
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
