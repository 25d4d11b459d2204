package io.dxmi.samplers.engine.train;

/** Factor on every learning rate as a function of the iteration. */
@FunctionalInterface
public interface RateSchedule {

    double factor(long iteration);

    RateSchedule CONSTANT = iteration -> 1;

    /** Half a cosine from 1 at iteration 0 to {@code floor} at {@code iterations}. */
    static RateSchedule cosine(long iterations, double floor) {
        return i -> floor + (1 - floor) * 0.5 * (1 + Math.cos(Math.PI * Math.min(1.0, (double) i / iterations)));
    }
}
