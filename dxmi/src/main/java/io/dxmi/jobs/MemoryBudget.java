package io.dxmi.jobs;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How many workers the memory allows.
 *
 * @param free memory that processes can still have, bytes
 */
public record MemoryBudget(long free) {

    /** A worker without its networks: libraries, Java's code and buffers of the engine. */
    private static final long BASE = 400L << 20;

    /** What this machine, or the container, can still give. */
    public static MemoryBudget here() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return new MemoryBudget(
                Math.min(system.getTotalMemorySize(), Math.max(available(), system.getFreeMemorySize())));
    }

    /** Linux counts as available what caches would give back; 0 elsewhere. */
    private static long available() {
        try {
            List<String> lines = Files.readAllLines(Path.of("/proc/meminfo"));
            for (String line : lines) {
                if (line.startsWith("MemAvailable:")) return Long.parseLong(line.replaceAll("\\D", "")) << 10;
            }
            return 0;
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }

    /** Memory that a worker needs beside its Java heap and its libraries' own, for networks and rows of so many bytes. */
    public static long need(long heap, long networks) {
        return BASE + heap + networks;
    }

    /** As many workers as were asked for, or as many as there is memory for, and at least one. */
    public int workers(int asked, long need) {
        return (int) Math.max(1, Math.min(asked, free / need));
    }
}
