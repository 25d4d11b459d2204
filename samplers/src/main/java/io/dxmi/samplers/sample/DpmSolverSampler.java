package io.dxmi.samplers.sample;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.net.StepNetwork;
import io.dxmi.samplers.schedule.DenoiserLevels;
import java.util.List;

/**
 * DPM-Solver++(2M) (Lu et al., 2022, Alg. 2): second order with one network call a step, because a state remembers the
 * guess of the step before. The first step, and one that ends in clean data, are of first order.
 */
public record DpmSolverSampler(StepNetwork network, long[] sampleShape, DenoiserLevels levels)
        implements DenoiserSampler {

    @Override
    public int memory() {
        return 1;
    }

    @Override
    public <T> Transition<T> step(Ops<T> o, Params<T> p, T x, T t, T eps, T label) {
        Denoising denoising = new Denoising(network, levels, rank());
        int steps = steps();
        double[] sigma = levels.sigma();
        double[] unscale = new double[steps];
        double[] kept = new double[steps];
        double[] taken = new double[steps];
        double[] extrapolated = new double[steps];
        for (int i = 0; i < steps; i++) {
            double rescale = levels.scale()[i + 1];
            unscale[i] = 1 / levels.scale()[i];
            kept[i] = rescale * sigma[i + 1] / sigma[i];
            taken[i] = rescale * (1 - sigma[i + 1] / sigma[i]);
            if (i > 0 && sigma[i + 1] > 0) {
                extrapolated[i] = Math.log(sigma[i] / sigma[i + 1]) / (2 * Math.log(sigma[i - 1] / sigma[i]));
            }
        }
        long first = sampleShape[0];
        T y = o.mul(o.slice(x, 1, 0, first), denoising.rows(o, unscale, t));
        T remembered = o.slice(x, 1, first, 2 * first);
        T guess = denoising.guess(o, p, y, t, label);
        T ahead = o.add(guess, o.mul(o.sub(guess, remembered), denoising.rows(o, extrapolated, t)));
        T next = o.add(o.mul(y, denoising.rows(o, kept, t)), o.mul(ahead, denoising.rows(o, taken, t)));
        return denoising.to(o, x, o.concat(List.of(next, guess), 1), t, label);
    }
}
