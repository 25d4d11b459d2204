package io.dxmi.runs.training;

import java.lang.management.ManagementFactory;

/** Processor time. */
final class Processor {

    private Processor() {}

    /** Of the current thread, ns. With one thread of the engine that is all that training costs. */
    static long nanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
