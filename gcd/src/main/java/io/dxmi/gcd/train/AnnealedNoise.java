package io.dxmi.gcd.train;

/**
 * A noise level that falls geometrically and then rests.
 *
 * @param from standard deviation at iteration 0, units of the data; 0 for no noise at all
 * @param to standard deviation that it rests at; positive unless {@code from} is 0
 * @param until iteration from which on it rests, positive
 */
public record AnnealedNoise(double from, double to, double until) {

    public AnnealedNoise {
        if (!(from >= 0) || !(until > 0) || (from > 0 && !(to > 0))) {
            throw new IllegalArgumentException("no levels fall from " + from + " to " + to + " until " + until);
        }
    }

    /** The standard deviation at iteration i, units of the data. */
    public double at(long i) {
        return from == 0 ? 0 : from * Math.pow(to / from, Math.min(1, i / until));
    }
}
