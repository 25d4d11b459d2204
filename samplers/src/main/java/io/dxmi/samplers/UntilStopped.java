package io.dxmi.samplers;

import java.util.Map;
import java.util.concurrent.CancellationException;

/**
 * Passes calls on, and ends the operation that makes them once the run should stop: for what can be done again from the
 * beginning, such as measuring.
 *
 * <p>{@link #step} then throws a {@link CancellationException}.
 */
public record UntilStopped(Progress inner, StopFlag stop) implements Progress {

    @Override
    public void begin(String phase, long done, long total) {
        inner.begin(phase, done, total);
    }

    @Override
    public void step(String phase, long done, Map<String, Double> scalars) {
        inner.step(phase, done, scalars);
        if (stop.requested()) throw new CancellationException("stopped in phase " + phase);
    }

    @Override
    public void end(String phase) {
        inner.end(phase);
    }
}
