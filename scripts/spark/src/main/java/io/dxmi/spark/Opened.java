package io.dxmi.spark;

import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What tasks of one executor hand to each other: networks and files that take long to open. As many are opened as tasks run
 * at the same time.
 */
final class Opened {

    private static final Map<String, Deque<AutoCloseable>> IDLE = new ConcurrentHashMap<>();

    private Opened() {}

    /**
     * Works with an idle one, or with a new one if all are in use.
     *
     * @param job everything of a job is of the same class
     */
    static <T extends AutoCloseable, R> R use(String job, Supplier<T> open, Function<T, R> work) {
        T one = take(job, open);
        boolean good = false;
        try {
            R result = work.apply(one);
            good = true;
            return result;
        } finally {
            if (good) giveBack(job, one);
            else close(one);
        }
    }

    /** An idle one, or a new one; {@link #giveBack} it. */
    @SuppressWarnings("unchecked") // by the contract of job
    static <T extends AutoCloseable> T take(String job, Supplier<T> open) {
        AutoCloseable idle = of(job).pollFirst();
        return idle == null ? open.get() : (T) idle;
    }

    static void giveBack(String job, AutoCloseable one) {
        of(job).addFirst(one);
    }

    private static Deque<AutoCloseable> of(String job) {
        return IDLE.computeIfAbsent(job, name -> new ConcurrentLinkedDeque<>());
    }

    /** Closes what is idle of a job in this process; other executors end with their application. */
    static void closeAll(String job) {
        Deque<AutoCloseable> all = IDLE.remove(job);
        if (all != null) all.forEach(Opened::close);
    }

    private static void close(AutoCloseable one) {
        try {
            one.close();
        } catch (Exception e) {
            throw new IllegalStateException("closing failed", e);
        }
    }
}
