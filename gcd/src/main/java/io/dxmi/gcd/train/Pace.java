package io.dxmi.gcd.train;

import io.dxmi.samplers.engine.train.RateSchedule;

/**
 * How the steps of a training alternate.
 *
 * @param rates factor of all learning rates, by iteration
 * @param samplerEvery the sampler moves every so many iterations, on the roll-outs of these iterations ("n_critic"); at least
 *     1
 * @param samplerFrom the sampler rests before this iteration, so that the energy is some way ahead
 * @param decay of the running averages of the weights, in [0, 1)
 */
public record Pace(RateSchedule rates, int samplerEvery, long samplerFrom, double decay) {

    public Pace {
        if (samplerEvery < 1)
            throw new IllegalArgumentException("samplerEvery must be at least 1, got " + samplerEvery);
    }

    /** The sampler moves in every iteration, from the first one on. */
    public static Pace steady(RateSchedule rates, double decay) {
        return new Pace(rates, 1, 0, decay);
    }

    /** Whether iteration i is the last one of those whose roll-outs the sampler moves on together. */
    boolean endsRound(long i) {
        return (i + 1) % samplerEvery == 0;
    }

    boolean movesSampler(long i) {
        return endsRound(i) && i >= samplerFrom;
    }

    /** The decay after iteration i, warmed up as (1 + i) / (10 + i). */
    double averageDecay(long i) {
        return Math.min(decay, (1.0 + i) / (10.0 + i));
    }
}
