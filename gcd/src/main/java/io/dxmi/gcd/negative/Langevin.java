package io.dxmi.gcd.negative;

import io.dxmi.gcd.energy.Energy;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Params;
import java.util.List;

/**
 * Unadjusted Langevin dynamics, {@code x' = x - step grad E(x) + noise z}. It targets {@code exp(-E)} as the step goes to
 * 0 if {@code noise = sqrt(2 step)}; short-run chains in practice use less noise, which samples at a lower temperature.
 *
 * @param step in squared units of x per nat
 * @param noise standard deviation of a step's noise
 */
public record Langevin(double step, double noise) implements Kernel {

    public Langevin {
        if (!(step > 0)) throw new IllegalArgumentException("step must be positive, got " + step);
        if (!(noise >= 0)) throw new IllegalArgumentException("noise must be at least 0, got " + noise);
    }

    /** At temperature 1. */
    public static Langevin of(double step) {
        return new Langevin(step, Math.sqrt(2 * step));
    }

    @Override
    public <T> List<T> begin(Ops<T> o, Params<T> p, Energy energy, T x) {
        return List.of(x, o.scale(o.meanPerSample(x), 0));
    }

    @Override
    public <T> List<T> step(Ops<T> o, Params<T> p, Energy energy, List<T> carried) {
        T x = carried.get(0);
        T mean = o.add(x, o.scale(energy.score(o, p, x), step));
        return List.of(o.add(mean, o.scale(o.normalLike(x), noise)), o.addScalar(carried.get(1), 1));
    }

    @Override
    public long evaluations(int steps) {
        return steps;
    }

    @Override
    public boolean rejects() {
        return false;
    }
}
