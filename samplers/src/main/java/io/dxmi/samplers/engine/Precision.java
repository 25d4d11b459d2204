package io.dxmi.samplers.engine;

import io.dxmi.samplers.UserError;
import java.util.Locale;

/**
 * What layers (linear, convolution, attention) round their factors and results to. Weights, their averages and moments,
 * normalisations, losses, values of energies and sums inside a product are float32 with each.
 */
public enum Precision {
    FP32,
    /** 10 bits, on the tensor cores of a GPU; see {@link GpuMath}. */
    TF32,
    /** bfloat16, of 8 bits: programs turn factors into it and results back, but for {@link Ops#exactly}. */
    BF16;

    private static volatile Precision inUse = FP32;

    /** The last that was chosen; at first {@link #FP32}. */
    public static Precision inUse() {
        return inUse;
    }

    /** Chooses it, for programs that are written from now on. */
    public void use() {
        inUse = this;
    }

    /**
     * The one of this name, in small letters.
     *
     * @throws UserError if there is none
     */
    public static Precision named(String name) {
        for (Precision precision : values()) {
            if (precision.toString().equals(name)) return precision;
        }
        throw new UserError("expected the precision fp32, tf32 or bf16, got " + name);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
