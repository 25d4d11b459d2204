package io.dxmi.bench.crash;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts processes as this one was started; {@code log} is where the output of {@link #quiet} goes. */
record Java(Path log) {

    /** A process whose two output streams are one. */
    Process start(Class<?> main, List<String> arguments) throws IOException {
        return builder(main.getName(), arguments).redirectErrorStream(true).start();
    }

    /** A process of the command line, with its output in a file. */
    Process quiet(List<String> arguments) throws IOException {
        return builder("io.dxmi.cli.Main", arguments)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    private static ProcessBuilder builder(String main, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), main));
        command.addAll(arguments);
        return new ProcessBuilder(command);
    }
}
