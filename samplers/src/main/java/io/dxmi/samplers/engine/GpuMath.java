package io.dxmi.samplers.engine;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import io.dxmi.samplers.UserError;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How the libraries of a GPU compute. They read it from the environment when they are loaded, so it is said before the engine
 * starts, and holds for the process.
 *
 * @param tf32 whether products of matrices and convolutions round their factors to TF32, of 10 bits, and run on tensor cores
 * @param autotune whether cuDNN times its convolutions for every shape and takes the fastest, which differ in rounding
 */
public record GpuMath(boolean tf32, boolean autotune) {

    /** Float32 throughout, and the same kernels in every run. */
    public static final GpuMath EXACT = new GpuMath(false, false);

    private static volatile GpuMath inUse = EXACT;

    /** What the last {@link #use} said. */
    public static GpuMath inUse() {
        return inUse;
    }

    /**
     * Has the libraries of a GPU compute so.
     *
     * @throws IllegalStateException if the engine has started with another choice
     * @throws UserError if this system takes no variables from Java
     */
    public void use() {
        if (equals(inUse) && Natives.isStarted()) return;
        if (Natives.isStarted()) throw new IllegalStateException("the engine has started with " + inUse);
        environment().forEach(GpuMath::set);
        if (autotune) System.setProperty("ai.djl.pytorch.cudnn_benchmark", "true");
        inUse = this;
    }

    /** The variables that NVIDIA's libraries and libtorch read; left alone, convolutions would take TF32, and products would not. */
    Map<String, String> environment() {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("NVIDIA_TF32_OVERRIDE", tf32 ? "1" : "0");
        variables.put("TORCH_ALLOW_TF32_CUBLAS_OVERRIDE", tf32 ? "1" : "0");
        return variables;
    }

    private interface C extends Library {
        int setenv(String name, String value, int overwrite);
    }

    private static void set(String name, String value) {
        if (value.equals(System.getenv(name))) return;
        if (Platform.isWindows()) {
            throw new UserError("expected the environment variable " + name + "=" + value
                    + ", which Java cannot set on Windows; set it and call again");
        }
        int failed = Native.load("c", C.class).setenv(name, value, 1);
        if (failed != 0) throw new IllegalStateException("cannot set the environment variable " + name);
    }
}
