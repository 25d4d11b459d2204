package io.dxmi.samplers.image;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntFunction;

/**
 * Numbered pictures that stay in memory once they were read, until a number of bytes is used up; the others are read each
 * time. Methods may be called from several threads.
 */
public final class KeptImages {

    /** Of the record and its array, beside the pixels. */
    private static final long OVERHEAD = 64;

    private final AtomicReferenceArray<Image> kept;
    private final AtomicLong left;

    /**
     * Keeps none at first.
     *
     * @param count number of pictures
     * @param bytes that may be used; with 0, none is kept
     */
    public KeptImages(int count, long bytes) {
        this.kept = new AtomicReferenceArray<>(bytes == 0 ? 0 : count);
        this.left = new AtomicLong(bytes);
    }

    /**
     * Picture {@code i}, which is shared, not copied.
     *
     * @param i from 0, below the number of pictures
     * @param read makes it if it is not kept; what it throws is thrown, and nothing is kept
     */
    public Image get(int i, IntFunction<Image> read) {
        if (kept.length() == 0) return read.apply(i);
        Image known = kept.get(i);
        if (known != null) return known;
        Image image = read.apply(i);
        long size = image.pixels().length + OVERHEAD;
        if (left.addAndGet(-size) < 0 || !kept.compareAndSet(i, null, image)) left.addAndGet(size);
        return image;
    }
}
