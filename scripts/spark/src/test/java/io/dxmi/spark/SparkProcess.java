package io.dxmi.spark;

import io.dxmi.jobs.WorkerCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command line as a process of its own, in a folder. */
record SparkProcess(Process process, Path out, Path err) {

    private static final long HEAP = 1L << 30;

    /** Far beyond what any needs. */
    private static final long LIMIT_SECONDS = 600;

    /** What a process left behind. */
    record Result(int code, String out, String err) {}

    static SparkProcess start(Path folder, String... arguments) throws IOException {
        Path out = Files.createTempFile(folder, "spark", ".out");
        Path err = Files.createTempFile(folder, "spark", ".err");
        Process process = new ProcessBuilder(WorkerCommand.of(Main.class.getName(), HEAP, List.of(arguments)))
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        return new SparkProcess(process, out, err);
    }

    static Result run(Path folder, String... arguments) throws IOException, InterruptedException {
        return start(folder, arguments).result();
    }

    /** Waits for the end. */
    Result result() throws IOException, InterruptedException {
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("still running: " + Files.readString(err));
        }
        return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    /** The executors of a local cluster. */
    List<ProcessHandle> executors() {
        return process.children().toList();
    }
}
