package io.dxmi.cli;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.engine.Devices;
import io.dxmi.samplers.engine.GpuMath;
import io.dxmi.samplers.engine.Precision;
import io.dxmi.samplers.engine.Torch;
import java.util.ArrayList;
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

    @Option(
            names = "--precision",
            paramLabel = "NAME",
            description =
                    "What convolutions, linear layers and attention round their factors to: fp32, bf16 (8 bits) or, on a"
                            + " GPU, tf32 (10 bits) (default: fp32).")
    private String precision;

    @Option(
            names = "--autotune",
            description =
                    "On a GPU, time cuDNN's convolutions for every shape and take the fastest; two runs can differ in"
                            + " rounding.")
    private boolean autotune;

    /**
     * Checks all, sets the threads of an engine that has not started yet, and the device of all that is opened from now on.
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
        boolean gpu = !device.equals("cpu");
        Precision chosen = precision == null ? Precision.FP32 : Precision.named(precision);
        boolean tf32 = chosen == Precision.TF32;
        if (!gpu && (tf32 || autotune)) {
            throw new UserError((tf32 ? "--precision tf32" : "--autotune")
                    + " is for a GPU: expected --device cuda or cuda:N with it, got " + device);
        }
        if (gpu) new GpuMath(tf32, autotune).use();
        chosen.use();
        Torch.useDevice(Devices.named(device));
    }

    /** The options of another process that computes alike, on a device that it is told besides. */
    List<String> words() {
        List<String> words = new ArrayList<>();
        if (threads != null) words.addAll(List.of("--threads", threads.toString()));
        if (precision != null) words.addAll(List.of("--precision", precision));
        if (autotune) words.add("--autotune");
        return words;
    }

    String device() {
        return device;
    }
}
