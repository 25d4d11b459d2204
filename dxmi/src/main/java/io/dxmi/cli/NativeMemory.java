package io.dxmi.cli;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;

/**
 * An array that libtorch could not allocate: the text of its message is the only sign.
 *
 * @param where the machine or the GPU
 * @param wanted what libtorch says that it tried to allocate; empty if it does not
 */
record NativeMemory(String where, String wanted) {

    private static final Pattern MACHINE =
            Pattern.compile("can't allocate memory|DefaultCPUAllocator: not enough memory|std::bad_alloc");

    private static final Pattern GPU = Pattern.compile("CUDA out of memory|CUDA error: out of memory"
            + "|CUBLAS_STATUS_ALLOC_FAILED|CUDNN_STATUS_ALLOC_FAILED|CUSOLVER_STATUS_ALLOC_FAILED");

    private static final Pattern WANTED = Pattern.compile("[Tt]ried to allocate (\\d[\\d.]* [A-Za-z]+)");

    /** What an exception or one of its causes says of memory. */
    static Optional<NativeMemory> of(Throwable e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            String message = String.valueOf(t.getMessage());
            boolean gpu = GPU.matcher(message).find();
            if (!gpu && !MACHINE.matcher(message).find()) continue;
            Matcher wanted = WANTED.matcher(message);
            return Optional.of(new NativeMemory(gpu ? "GPU" : "machine", wanted.find() ? wanted.group(1) : ""));
        }
        return Optional.empty();
    }

    /** One line with what a user of the command can do. */
    String remedy(CommandSpec command) {
        String smaller = command.findOption("--batch") != null
                ? "expected a smaller --batch"
                : "expected a trainer.micro_batch below what it is (the same result in parts), a smaller batch"
                        + " (trainer.batch, pretrain.batch) or narrower networks";
        return "the memory of the " + where + " is not enough for the networks' features"
                + (wanted.isEmpty() ? "" : ", which wanted " + wanted + " more") + "; " + smaller;
    }
}
