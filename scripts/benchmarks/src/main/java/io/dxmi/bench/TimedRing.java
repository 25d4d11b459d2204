package io.dxmi.bench;

import io.dxmi.samplers.engine.train.Workers;
import java.nio.ByteBuffer;

/** Workers whose sums are timed. */
final class TimedRing implements Workers {

    private final Workers ring;
    private long wall;
    private long cpu;
    private long floats;
    private long calls;

    TimedRing(Workers ring) {
        this.ring = ring;
    }

    @Override
    public int rank() {
        return ring.rank();
    }

    @Override
    public int count() {
        return ring.count();
    }

    @Override
    public void sum(ByteBuffer values) {
        Instant from = Instant.now();
        ring.sum(values);
        Instant to = Instant.now();
        wall += to.wall() - from.wall();
        cpu += to.cpu() - from.cpu();
        floats += values.remaining() / Float.BYTES;
        calls++;
    }

    @Override
    public byte[] ofFirst(byte[] content) {
        return ring.ofFirst(content);
    }

    /** Time in sums so far, waiting for the other workers included, ns. */
    long wall() {
        return wall;
    }

    /** Processor time in sums so far, ns. */
    long cpu() {
        return cpu;
    }

    /** Values summed so far. */
    long floats() {
        return floats;
    }

    /** Sums so far. */
    long calls() {
        return calls;
    }
}
