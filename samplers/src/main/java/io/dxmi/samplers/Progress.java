package io.dxmi.samplers;

import java.util.List;
import java.util.Map;

/**
 * Listens to a long operation. A console bar, a metrics file and a report are listeners; the mathematics never prints.
 *
 * <p>An operation calls {@link #begin} once per phase ("pretrain", "train", "sample"), {@link #step} after each unit of
 * work and {@link #end} when the phase is complete. Calls come from one thread.
 */
public interface Progress {

    /** Listens to nothing. */
    Progress NONE = new Progress() {};

    /** A phase starts (or resumes) with {@code done} of {@code total} units finished. */
    default void begin(String phase, long done, long total) {}

    /**
     * {@code done} units of the phase are finished.
     *
     * @param scalars what the unit measured, by name; empty when there is nothing to report
     */
    default void step(String phase, long done, Map<String, Double> scalars) {}

    /** The phase is complete. */
    default void end(String phase) {}

    /** Passes every call on to each listener, in order. */
    static Progress all(List<Progress> listeners) {
        List<Progress> copy = List.copyOf(listeners);
        return new Progress() {
            @Override
            public void begin(String phase, long done, long total) {
                copy.forEach(p -> p.begin(phase, done, total));
            }

            @Override
            public void step(String phase, long done, Map<String, Double> scalars) {
                copy.forEach(p -> p.step(phase, done, scalars));
            }

            @Override
            public void end(String phase) {
                copy.forEach(p -> p.end(phase));
            }
        };
    }
}
