package io.dxmi.cli;

import io.dxmi.jobs.MemoryBudget;
import io.dxmi.jobs.WorkerCommand;
import io.dxmi.jobs.WorkerLoop;
import io.dxmi.jobs.WorkerPool;
import io.dxmi.samplers.StopFlag;
import io.dxmi.samplers.UserError;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Work in several processes. */
final class JobsArguments {

    private static final int MOST = 256;

    /** Java's memory of a worker whose options state none, bytes: the networks lie outside. */
    static final long HEAP = 1L << 30;

    @Option(
            names = "--jobs",
            paramLabel = "J",
            defaultValue = "1",
            description = "Worker processes, each with an engine of its own; the results are the same"
                    + " (default: ${DEFAULT-VALUE}).")
    private int jobs;

    @Option(names = "--worker", hidden = true, description = "This process does jobs of a pool.")
    private boolean worker;

    /** Whether this process is a worker. */
    boolean isWorker() {
        return worker;
    }

    /** Whether there are workers. @throws UserError if their number is out of range */
    boolean areSeveral() {
        if (jobs < 1 || jobs > MOST) throw new UserError("--jobs must be within 1 and " + MOST + ", got " + jobs);
        return jobs > 1;
    }

    /**
     * The pool of this command's workers; says if the memory is not enough for all.
     *
     * @param networks memory of a worker's networks and rows, bytes
     */
    WorkerPool pool(CommandSpec spec, long networks, StopFlag stop) {
        PrintWriter err = spec.commandLine().getErr();
        long need = MemoryBudget.need(WorkerCommand.statedHeap().orElse(HEAP), networks);
        MemoryBudget budget = MemoryBudget.here();
        int workers = budget.workers(jobs, need);
        if (workers < jobs) {
            err.printf(
                    Locale.ROOT,
                    "dxmi: %d of %d workers: each needs up to %.1f GiB, and %.1f GiB are free%n",
                    workers,
                    jobs,
                    need / (double) (1L << 30),
                    budget.free() / (double) (1L << 30));
        }
        List<String> arguments = new ArrayList<>();
        for (String word : words(spec)) arguments.add(word.startsWith("@") ? "@" + word : word); // no file of arguments
        arguments.add(arguments.indexOf(spec.name()) + 1, "--worker");
        return new WorkerPool(WorkerCommand.of(main(), HEAP, arguments), workers, stop, err::println);
    }

    /** The class that was started. */
    static String main() {
        String started = System.getProperty("sun.java.command", "").replaceFirst("(?s) .*", "");
        return started.isEmpty() || started.endsWith(".jar") ? Main.class.getName() : started;
    }

    /** The words of the command as the user gave them, those of files of arguments in their place. */
    static List<String> withoutWorker(CommandSpec spec) {
        List<String> words = new ArrayList<>(words(spec));
        words.remove("--worker");
        return words;
    }

    private static List<String> words(CommandSpec spec) {
        return spec.root().commandLine().getParseResult().expandedArgs();
    }

    /**
     * Does the jobs of the pool that started this process.
     *
     * @param stop is set when the pool is to stop in order
     * @param endAtOnce whether this process ends at once when its pool is stopped or lost
     */
    static int work(StopFlag stop, boolean endAtOnce, WorkerLoop.Work work) {
        Signals.leaveToThePool();
        return new WorkerLoop(
                        System.in,
                        new FileOutputStream(FileDescriptor.out),
                        stop,
                        endAtOnce ? Signals::terminate : () -> {})
                .run(work);
    }
}
