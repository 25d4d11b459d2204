package io.dxmi.sampling;

import java.util.function.Consumer;

/** Draws the missing samples of a {@link Sampling}, in order. */
@FunctionalInterface
public interface SampleRows {

    /**
     * Draws samples number {@code from} to {@code number - 1}.
     *
     * @param sink takes whole batches, and what is left at the end, flat
     * @return whether all were drawn; false if it was stopped
     */
    boolean draw(long from, Consumer<float[]> sink);
}
