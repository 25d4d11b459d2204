package io.dxmi.samplers.sample;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.net.StepNetwork;
import io.dxmi.samplers.schedule.DenoiserLevels;

/**
 * Euler's method on the probability flow (Karras et al., 2022, Alg. 1 without its correction), in {@code y = x / scale}:
 * {@code y' = y + (sigma' - sigma) (y - D(y)) / sigma}. First order, one network call a step. In exact arithmetic it equals
 * DDIM with the same levels.
 */
public record EulerSampler(StepNetwork network, long[] sampleShape, DenoiserLevels levels) implements DenoiserSampler {

    @Override
    public <T> Transition<T> step(Ops<T> o, Params<T> p, T x, T t, T eps, T label) {
        Denoising denoising = new Denoising(network, levels, rank());
        double[] sigma = levels.sigma();
        double[] unscale = new double[steps()];
        double[] kept = new double[steps()];
        double[] taken = new double[steps()];
        for (int i = 0; i < steps(); i++) {
            double rescale = levels.scale()[i + 1];
            unscale[i] = 1 / levels.scale()[i];
            kept[i] = rescale * sigma[i + 1] / sigma[i];
            taken[i] = rescale * (1 - sigma[i + 1] / sigma[i]);
        }
        T y = o.mul(x, denoising.rows(o, unscale, t));
        T guess = denoising.guess(o, p, y, t, label);
        T next = o.add(o.mul(y, denoising.rows(o, kept, t)), o.mul(guess, denoising.rows(o, taken, t)));
        return denoising.to(o, x, next, t, label);
    }
}
