package io.dxmi.samplers.engine;

import io.dxmi.samplers.UserError;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * What convolutions, linear layers and attention round their factors to. Holds for the process and the programs that are
 * written after it is chosen. Weights, their averages and moments, normalisations, losses and sums are float32 with each.
 */
public enum Precision {
    FP32,
    /** 10 bits, on the tensor cores of a GPU; see {@link GpuMath}. */
    TF32,
    /** bfloat16, of 8 bits; the programs turn factors into it and results back. Sums inside a product are float32. */
    BF16;

    private static final ThreadLocal<Boolean> EXACT = ThreadLocal.withInitial(() -> false);

    private static volatile Precision inUse = FP32;

    /** The last that was chosen; at first {@link #FP32}. */
    public static Precision inUse() {
        return inUse;
    }

    /** Whether a program that this thread writes now rounds its factors to bfloat16. */
    static boolean isHalf() {
        return inUse == BF16 && !EXACT.get();
    }

    /** Has the programs that {@code body} writes, on this thread, compute in float32: features that measure do not round. */
    public static <T> T exactly(Supplier<T> body) {
        boolean before = EXACT.get();
        EXACT.set(true);
        try {
            return body.get();
        } finally {
            EXACT.set(before);
        }
    }

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
        throw new UserError("--precision must be fp32, tf32 or bf16, got " + name);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
