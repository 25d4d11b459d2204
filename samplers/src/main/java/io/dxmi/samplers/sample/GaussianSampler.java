package io.dxmi.samplers.sample;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.net.StepNetwork;
import io.dxmi.samplers.schedule.StepCoefficients;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A step whose mean is linear in the state and the network's prediction, with a deviation that may be learned:
 * {@code mean = state[t] x + network[t] f(input[t] x, time[t])}, {@code std = exp(log sigma[t])}.
 *
 * <p>Whether f predicts noise or data is a matter of the coefficients alone. A network that reads a random vector takes it
 * from the step's noise, behind the sample's own: then the noise is flat.
 *
 * @param coefficients one row per step, noise first
 * @param trainedSteps the deviations of the first so many steps are parameters (log scale), the others stay at the
 *     coefficients' own: 0 for none, T for all, T - 1 to "fix last"
 */
public record GaussianSampler(StepNetwork network, long[] sampleShape, StepCoefficients coefficients, int trainedSteps)
        implements Sampler {

    /** Name of the trained log standard deviations (T); published checkpoints call them so, though they are no variances. */
    public static final String LOG_SIGMA = "log_betas";

    /** Stands in for a deviation of 0 where its logarithm is needed. */
    private static final double TINY = 1e-12;

    public GaussianSampler {
        if (trainedSteps < 0 || trainedSteps > coefficients.steps()) {
            throw new IllegalArgumentException(
                    "trainedSteps must be in [0, " + coefficients.steps() + "], got " + trainedSteps);
        }
    }

    @Override
    public int steps() {
        return coefficients.steps();
    }

    @Override
    public double priorStd() {
        return coefficients.priorStd();
    }

    @Override
    public int classes() {
        return network.classes();
    }

    @Override
    public long[] noiseShape() {
        return network.latent() == 0 ? sampleShape : new long[] {size() + network.latent()};
    }

    private long size() {
        return Arrays.stream(sampleShape).reduce(1, (a, b) -> a * b);
    }

    @Override
    public List<Parameter> parameters() {
        List<Parameter> list = new ArrayList<>(network.parameters());
        if (trainedSteps > 0) list.add(Parameter.values(LOG_SIGMA, logStd()));
        return list;
    }

    private double[] logStd() {
        return Arrays.stream(coefficients.std())
                .map(s -> Math.log(Math.max(s, TINY)))
                .toArray();
    }

    @Override
    public <T> Transition<T> step(Ops<T> o, Params<T> p, T x, T t, T eps, T label) {
        T shown = coefficients.scalesInput()
                ? o.mul(x, o.perSample(o.indexSelect(o.constant(coefficients.input()), t), rank()))
                : x;
        T latent = network.latent() == 0 ? null : o.slice(eps, 1, size(), size() + network.latent());
        T unit = network.latent() == 0 ? eps : o.reshape(o.slice(eps, 1, 0, size()), batched());
        T prediction = network.of(o, p, shown, o.indexSelect(o.constant(coefficients.time()), t), label, latent);
        T mean = o.add(
                o.mul(x, o.perSample(o.indexSelect(o.constant(coefficients.state()), t), rank())),
                o.mul(prediction, o.perSample(o.indexSelect(o.constant(coefficients.network()), t), rank())));
        T logStd = o.indexSelect(logStd(o, p), t);
        T std = o.exp(logStd);
        T next = o.add(mean, o.mul(o.perSample(std, rank()), unit));
        double least = coefficients.leastReported();
        if (least == 0) return new Transition<>(x, mean, std, logStd, next, t, label);
        T reported = o.clamp(logStd, Math.log(least), Double.MAX_EXPONENT);
        return new Transition<>(x, mean, o.exp(reported), reported, next, t, label);
    }

    private long[] batched() {
        long[] shape = new long[rank()];
        shape[0] = -1;
        System.arraycopy(sampleShape, 0, shape, 1, sampleShape.length);
        return shape;
    }

    private <T> T logStd(Ops<T> o, Params<T> p) {
        double[] own = logStd();
        if (trainedSteps == 0) return o.constant(own);
        if (trainedSteps == steps()) return p.get(LOG_SIGMA);
        double[] trained = new double[steps()];
        Arrays.fill(trained, 0, trainedSteps, 1);
        Arrays.fill(own, 0, trainedSteps, 0);
        return o.add(o.mul(p.get(LOG_SIGMA), o.constant(trained)), o.constant(own));
    }
}
