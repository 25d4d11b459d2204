package io.dxmi.eval.reference;

import java.util.OptionalDouble;

/**
 * A metric with all that is needed to compute it again, or to see why another number differs. There is no metric without its
 * method and both sides.
 *
 * @param name key of the metric in JSON; a Fréchet distance of few samples is never called FID
 * @param value an {@link Integer} for a count, a {@link Double} otherwise
 * @param spread standard deviation over subsets, where there are subsets
 * @param how method of the computation
 * @param samples the set that was evaluated
 * @param reference the set that it was compared with
 */
public record Measured(String name, Number value, OptionalDouble spread, Method how, Side samples, Side reference)
        implements Reported {

    /** @throws IllegalArgumentException if the name is blank */
    public Measured {
        if (name.isBlank()) throw new IllegalArgumentException("a metric needs a name");
    }

    /** A metric without a spread. */
    public Measured(String name, Number value, Method how, Side samples, Side reference) {
        this(name, value, OptionalDouble.empty(), how, samples, reference);
    }

    /** The same value under another name, of samples whose origin is told in more words. */
    public Measured named(String other, String origin) {
        Side told = new Side(origin, samples.resize(), samples.rounding(), samples.count(), samples.sha256());
        return new Measured(other, value, spread, how, told, reference);
    }

    /** The value as a double. */
    public double number() {
        return value.doubleValue();
    }
}
