package io.dxmi.samplers.engine.train;

import io.dxmi.samplers.engine.Share;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The workers of a data-parallel training, seen from one of them: each computes its share of the rows of every batch and holds
 * a copy of all weights. All workers make the same calls in the same order.
 */
public interface Workers {

    /** One worker, which has nobody to add to. */
    Workers ALONE = new Workers() {
        @Override
        public int rank() {
            return 0;
        }

        @Override
        public int count() {
            return 1;
        }

        @Override
        public void sum(ByteBuffer floats) {}

        @Override
        public byte[] ofFirst(byte[] content) {
            return content;
        }
    };

    /** Number of this worker, from 0; the first one keeps the run. */
    int rank();

    /** Number of workers, at least 1. */
    int count();

    /**
     * Adds values up over all workers, in place. Afterwards all workers hold the same bytes.
     *
     * @param floats float32 in native order, in memory outside the heap, from position to limit; as many in every worker
     * @throws WorkerLost if another worker has ended
     */
    void sum(ByteBuffer floats);

    /** What the first worker passes; that of the others is not read. @throws WorkerLost if another worker has ended */
    byte[] ofFirst(byte[] content);

    /** The first worker says that the training has ended as it should: the others are told, and so have not failed. */
    default void release() {}

    /** Whether there are no others. */
    default boolean isAlone() {
        return count() == 1;
    }

    /** The rows of a batch that this worker computes. */
    default Share share(int batch) {
        return Share.of(rank(), count(), batch);
    }

    /** The mean over the rows of all workers, from the mean over those of this one. @throws WorkerLost if another worker has ended */
    default double mean(double own, long rows) {
        if (isAlone()) return own;
        ByteBuffer sums = ByteBuffer.allocateDirect(2 * Float.BYTES).order(ByteOrder.nativeOrder());
        sum(sums.putFloat((float) (own * rows)).putFloat((float) rows).flip());
        return sums.getFloat(0) / sums.getFloat(Float.BYTES);
    }

    /** What a mean over so many rows counts in a sum over workers: the rows, and 1 where there is one worker. */
    default double weight(long rows) {
        return isAlone() ? 1 : rows;
    }
}
