package io.dxmi.samplers.sample;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.net.StepNetwork;
import io.dxmi.samplers.schedule.DenoiserLevels;

/**
 * The deterministic second-order sampler of EDM (Karras et al., 2022, Alg. 1): an Euler step of the probability flow, then
 * the mean of the slopes at both ends. The network runs twice a step; where a step ends in clean data it is Euler's alone.
 */
public record HeunSampler(StepNetwork network, long[] sampleShape, DenoiserLevels levels) implements DenoiserSampler {

    @Override
    public <T> Transition<T> step(Ops<T> o, Params<T> p, T x, T t, T eps, T label) {
        Denoising denoising = new Denoising(network, levels, rank());
        int steps = steps();
        double[] sigma = levels.sigma();
        double[] unscale = new double[steps];
        double[] rescale = new double[steps];
        double[] perSigma = new double[steps];
        double[] perNext = new double[steps];
        double[] stride = new double[steps];
        double[] share = new double[steps]; // of the slope at the end of the step
        double[] following = new double[steps];
        for (int i = 0; i < steps; i++) {
            boolean corrects = i + 1 < steps; // beyond the last level the network was told no time
            unscale[i] = 1 / levels.scale()[i];
            rescale[i] = levels.scale()[i + 1];
            perSigma[i] = 1 / sigma[i];
            perNext[i] = corrects ? 1 / sigma[i + 1] : 0;
            stride[i] = sigma[i + 1] - sigma[i];
            share[i] = corrects ? 0.5 : 0;
            following[i] = corrects ? i + 1 : i;
        }
        T y = o.mul(x, denoising.rows(o, unscale, t));
        T slope = o.mul(o.sub(y, denoising.guess(o, p, y, t, label)), denoising.rows(o, perSigma, t));
        T first = o.add(y, o.mul(slope, denoising.rows(o, stride, t)));
        T later = o.toInt(o.indexSelect(o.constant(following), t));
        T end = o.mul(o.sub(first, denoising.guess(o, p, first, later, label)), denoising.rows(o, perNext, t));
        T bend = o.mul(o.sub(end, slope), denoising.rows(o, share, t));
        T second = o.add(first, o.mul(bend, denoising.rows(o, stride, t)));
        return denoising.to(o, x, o.mul(second, denoising.rows(o, rescale, t)), t, label);
    }
}
