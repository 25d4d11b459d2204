package io.dxmi.gcd.negative;

import io.dxmi.gcd.energy.Energy;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Params;
import java.util.Arrays;
import java.util.List;

/**
 * Metropolis-adjusted Langevin (Roberts and Tweedie, 1996): proposes {@code x' ~ N(x - step grad E(x), 2 step I)} and
 * accepts so that {@code exp(-E)} is stationary at any step size. A proposal whose energy is no number is rejected.
 *
 * @param step in squared units of x per nat; the best acceptance is about 0.57
 * @param sampleShape shape of one state
 */
public record Mala(double step, long... sampleShape) implements Kernel {

    public Mala {
        if (!(step > 0)) throw new IllegalArgumentException("step must be positive, got " + step);
    }

    @Override
    public <T> List<T> begin(Ops<T> o, Params<T> p, Energy energy, T x) {
        return evaluated(o, p, energy, x, o.scale(o.meanPerSample(x), 0));
    }

    /** States, energies (B), slopes, accepted (B). */
    private static <T> List<T> evaluated(Ops<T> o, Params<T> p, Energy energy, T x, T accepted) {
        T here = o.variable(x);
        T e = energy.of(o, p, here);
        T slope = o.gradient(o.sum(e), here);
        return List.of(o.stopGradient(here), o.stopGradient(e), slope, accepted);
    }

    @Override
    public <T> List<T> step(Ops<T> o, Params<T> p, Energy energy, List<T> carried) {
        T x = carried.get(0);
        T e = carried.get(1);
        T slope = carried.get(2);
        T z = o.normalLike(x);
        T proposal = o.add(o.sub(x, o.scale(slope, step)), o.scale(z, Math.sqrt(2 * step)));
        List<T> there = evaluated(o, p, energy, proposal, carried.get(3));
        // log q(x' | x) = -|z|^2 / 2, and the way back needs the noise (x - x' + step grad E(x')) / sqrt(2 step)
        T back = o.add(o.sub(x, proposal), o.scale(there.get(2), step));
        T ratio = o.sub(e, there.get(1));
        ratio = o.sub(ratio, squaredNorm(o, back, 1 / (4 * step)));
        ratio = o.add(ratio, squaredNorm(o, z, 0.5));
        // -log u of a uniform u is exponential, and so is half the square of a pair of normals
        T threshold = o.scale(o.add(o.square(o.normalLike(e)), o.square(o.normalLike(e))), -0.5);
        T accepted = o.less(o.sub(threshold, ratio), 0); // false for a ratio that is no number
        T rows = o.perSample(accepted, sampleShape.length + 1);
        return List.of(
                o.where(rows, proposal, x),
                o.where(accepted, there.get(1), e),
                o.where(rows, there.get(2), slope),
                o.add(carried.get(3), o.toFloat(accepted)));
    }

    private <T> T squaredNorm(Ops<T> o, T x, double factor) {
        double dimensions = Arrays.stream(sampleShape).reduce(1, Math::multiplyExact);
        return o.scale(o.meanPerSample(o.square(x)), dimensions * factor);
    }

    @Override
    public long evaluations(int steps) {
        return steps + 1L;
    }

    @Override
    public boolean rejects() {
        return true;
    }
}
