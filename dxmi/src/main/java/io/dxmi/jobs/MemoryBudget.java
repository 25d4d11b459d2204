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
        return of(
                lines(Path.of("/proc/meminfo")),
                lines(Path.of("/sys/fs/cgroup" + group() + "/memory.stat")),
                system.getTotalMemorySize(),
                system.getFreeMemorySize());
    }

    /** Where this process belongs below the groups of version 2. */
    private static String group() {
        return lines(Path.of("/proc/self/cgroup")).stream()
                .filter(line -> line.startsWith("0::"))
                .map(line -> line.substring(3))
                .findFirst()
                .orElse("");
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of();
        }
    }

    /**
     * What Linux counts as available, with what caches would give back. That is of the whole machine: where there is less than
     * that, in a container, it is what Java says is free, and what the container's cache would give back.
     *
     * @param machine lines of {@code /proc/meminfo}; none on other systems
     * @param group lines of the container's {@code memory.stat}; none if there is no such file
     * @param total memory of the machine or the container as Java sees it, bytes
     * @param free of it
     */
    static MemoryBudget of(List<String> machine, List<String> group, long total, long free) {
        boolean limited = number(machine, "MemTotal:") << 10 > total;
        long most = limited
                ? free + number(group, "inactive_file")
                : Math.max(free, number(machine, "MemAvailable:") << 10);
        return new MemoryBudget(Math.min(total, most));
    }

    private static long number(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.matches(name + "\\s+\\d+( kB)?"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
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
