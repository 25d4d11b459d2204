package io.dxmi.jobs;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The command that starts this program again: the same Java with the same options, class path and environment. */
public final class WorkerCommand {

    private static final long MEBI = 1L << 20;

    private WorkerCommand() {}

    /**
     * The command of a worker.
     *
     * @param main the class that was started
     * @param heap of a worker whose options state none, bytes
     * @param arguments of the program
     */
    public static List<String> of(String main, long heap, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String option : options()) {
            boolean console = option.startsWith("-Ddxmi.terminal") || option.startsWith("-Ddxmi.input");
            if (!console) command.add(option);
        }
        if (statedHeap().isEmpty()) command.add("-Xmx" + Math.max(1, heap / MEBI) + "m");
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(main);
        command.addAll(arguments);
        return command;
    }

    /** Java's memory as the options of this process state it, bytes. */
    public static Optional<Long> statedHeap() {
        boolean stated = options().stream().anyMatch(o -> o.startsWith("-Xmx") || o.startsWith("-XX:MaxRAMPercentage"));
        return stated ? Optional.of(Runtime.getRuntime().maxMemory()) : Optional.empty();
    }

    private static List<String> options() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments();
    }
}
