package io.dxmi.samplers.engine;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Copies of arrays between Java and the engine, on every device alike. On a GPU a read waits until the device has done all that
 * it was told to, and the device waits for the next call meanwhile: a training step should have few.
 *
 * @param reads arrays copied to Java
 * @param uploads arrays copied from Java
 * @param drawn arrays of random numbers that Java had the CPU draw, for any device
 */
public record Transfers(long reads, long uploads, long drawn) {

    private static final AtomicLong READS = new AtomicLong();
    private static final AtomicLong UPLOADS = new AtomicLong();
    private static final AtomicLong DRAWN = new AtomicLong();

    /** Those of this process until now. */
    public static Transfers now() {
        return new Transfers(READS.get(), UPLOADS.get(), DRAWN.get());
    }

    /** Those after {@code earlier}. */
    public Transfers since(Transfers earlier) {
        return new Transfers(reads - earlier.reads, uploads - earlier.uploads, drawn - earlier.drawn);
    }

    static void countRead() {
        READS.incrementAndGet();
    }

    static void countUpload() {
        UPLOADS.incrementAndGet();
    }

    static void countDrawn() {
        DRAWN.incrementAndGet();
    }
}
