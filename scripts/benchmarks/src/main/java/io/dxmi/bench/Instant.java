package io.dxmi.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * A point on two clocks, nanoseconds: the wall's, and the processor time of this thread. On a machine that is busy with
 * other work only the second tells programs apart; with more than one thread only the first counts everything.
 */
record Instant(long wall, long cpu) {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    static Instant now() {
        return new Instant(System.nanoTime(), THREADS.getCurrentThreadCpuTime());
    }
}
