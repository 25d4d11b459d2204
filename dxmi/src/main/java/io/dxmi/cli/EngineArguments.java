package io.dxmi.cli;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.engine.Devices;
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

    /**
     * Checks both, sets the threads of an engine that has not started yet, and the device of all that is opened from now on.
     *
     * @throws UserError if one is out of range, or there is no such device
     */
    void apply() {
        if (threads != null) {
            if (threads < 1 || threads > MOST_THREADS) {
                throw new UserError("--threads must be within 1 and " + MOST_THREADS + ", got " + threads);
            }
            Torch.useThreads(threads);
        }
        Torch.useDevice(Devices.named(device));
    }

    /** The options of another process with as many threads. */
    List<String> words() {
        return threads == null ? List.of() : List.of("--threads", threads.toString());
    }

    String device() {
        return device;
    }
}
