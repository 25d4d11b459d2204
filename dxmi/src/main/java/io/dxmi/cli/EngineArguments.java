package io.dxmi.cli;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.engine.Torch;
import java.util.List;
import picocli.CommandLine.Option;

/** Where and how wide the engine runs. */
final class EngineArguments {

    private static final int MOST_THREADS = 1024;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads of the engine (default: OMP_NUM_THREADS, or 1: tiny networks run slower with more).")
    private Integer threads;

    @Option(
            names = "--device",
            paramLabel = "NAME",
            defaultValue = "cpu",
            description = "cpu, cuda or cuda:N (default: ${DEFAULT-VALUE}).")
    private String device;

    /** Checks both, and sets the threads of an engine that has not started yet. */
    void apply() {
        if (!device.matches("cpu|cuda(:\\d{1,3})?")) {
            throw new UserError("--device must be cpu, cuda or cuda:N, got " + device);
        }
        if (threads == null) return;
        if (threads < 1 || threads > MOST_THREADS) {
            throw new UserError("--threads must be within 1 and " + MOST_THREADS + ", got " + threads);
        }
        Torch.useThreads(threads);
    }

    /** The options of another process with as many threads. */
    List<String> words() {
        return threads == null ? List.of() : List.of("--threads", threads.toString());
    }

    String device() {
        return device;
    }
}
