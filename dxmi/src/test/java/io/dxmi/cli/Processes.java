package io.dxmi.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs the command line as a user does: another process, in a folder of its own. */
final class Processes {

    /** Far beyond what any of them needs, also on a machine that is ten times slower or busy. */
    static final long LIMIT_SECONDS = 900;

    /** The command of Java. The processes are short, so that its first compiler alone is faster. */
    static final List<String> JAVA = List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xlog:cds*=off");

    /** What a process left behind. */
    record Result(int code, String out, String err) {}

    /** A process that goes on, and the files that hold what it says. */
    record Running(Process process, Path out, Path err) {

        /** Waits for the end; the files are gone then. */
        Result result() throws IOException, InterruptedException {
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(
                        "still running after " + LIMIT_SECONDS + " s: " + Files.readString(err));
            }
            Result result = new Result(process.exitValue(), Files.readString(out), Files.readString(err));
            Files.delete(out);
            Files.delete(err);
            return result;
        }
    }

    private final Class<?> main;
    private final Path folder;
    private final List<String> options;
    private final Map<String, String> environment;

    /**
     * Prepares processes.
     *
     * @param main the class to run
     * @param folder their working folder
     * @param options of their JVM
     */
    Processes(Class<?> main, Path folder, String... options) {
        this(main, folder, List.of(options), Map.of());
    }

    private Processes(Class<?> main, Path folder, List<String> options, Map<String, String> environment) {
        this.main = main;
        this.folder = folder;
        this.options = options;
        this.environment = environment;
    }

    /** The same with a variable in their environment. */
    Processes with(String name, String value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(name, value);
        return new Processes(main, folder, options, more);
    }

    Running start(String... arguments) throws IOException {
        return start(List.of(), arguments);
    }

    /** Runs with a limit of the size of each file that is written, in KiB; needs bash. */
    Result runWithFilesOf(int kib, String... arguments) throws IOException, InterruptedException {
        return start(List.of("bash", "-c", "ulimit -f " + kib + "; exec \"$@\"", "bash"), arguments)
                .result();
    }

    private Running start(List<String> before, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.addAll(JAVA);
        command.addAll(SharedClasses.options());
        command.addAll(options);
        command.add(main.getName());
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile("dxmi", ".out");
        Path err = Files.createTempFile("dxmi", ".err");
        out.toFile().deleteOnExit(); // of those that are killed, nobody asks for the result
        err.toFile().deleteOnExit();
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        return new Running(process, out, err);
    }

    Result run(String... arguments) throws IOException, InterruptedException {
        return start(arguments).result();
    }
}
