package io.dxmi.judge;

/** Measures one distance of samples to held-out data again and again: what does not change is at hand until it is closed. */
public interface DistanceToData extends AutoCloseable {

    /**
     * How far samples are from the data.
     *
     * @param samples flat, (n, sample shape)
     */
    double distance(float[] samples);

    @Override
    default void close() {}
}
