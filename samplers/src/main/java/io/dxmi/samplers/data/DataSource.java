package io.dxmi.samplers.data;

import io.dxmi.samplers.UserError;
import java.util.Arrays;
import java.util.Optional;

/**
 * Where training batches come from. Every result is a function of the arguments alone, so a run that resumes at an
 * iteration sees the data it would have seen.
 */
public interface DataSource {

    String name();

    /** Shape of one sample: (D) for points, (C, H, W) for images. */
    long[] sampleShape();

    /** Number of training samples; {@link Long#MAX_VALUE} if every batch is a fresh draw. */
    long size();

    /** Number of samples kept from training; {@link Long#MAX_VALUE} if they are fresh draws. */
    long heldOutSize();

    /**
     * The training batch of one iteration.
     *
     * @return (n, sample shape)
     * @throws UserError if n exceeds {@link #size}
     */
    float[] batch(long seed, long iteration, int n);

    /**
     * Some of the samples of {@link #batch}: those from {@code from} to before {@code to}.
     *
     * @return (to - from, sample shape)
     */
    default float[] part(long seed, long iteration, int n, int from, int to) {
        float[] all = batch(seed, iteration, n);
        int size = all.length / n;
        return Arrays.copyOfRange(all, from * size, to * size);
    }

    /**
     * Those of {@link #part} as bytes of pictures, a quarter of the memory.
     *
     * @return (to - from, sample shape), unsigned; {@link io.dxmi.samplers.image.Image#values} has what each stands for. Empty
     *     where samples are no pictures
     */
    default Optional<byte[]> pixels(long seed, long iteration, int n, int from, int to) {
        return Optional.empty();
    }

    /** Training samples' classes lie in [0, classes); 0 if they have none. */
    default int classes() {
        return 0;
    }

    /** The classes of {@link #batch}'s samples (n); zeros if they have none. */
    default int[] labels(long seed, long iteration, int n) {
        return new int[n];
    }

    /**
     * Samples that training never saw, for measuring; other seeds give other (for a finite source: overlapping) draws.
     *
     * @return (n, sample shape), no sample twice
     * @throws UserError if n exceeds {@link #heldOutSize}
     */
    float[] heldOut(long seed, int n);
}
