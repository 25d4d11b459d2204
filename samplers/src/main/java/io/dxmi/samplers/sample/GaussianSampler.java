package io.dxmi.samplers.sample;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.net.TimeNetwork;
import io.dxmi.samplers.schedule.StepCoefficients;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A step whose mean is linear in the state and the network's prediction, with a deviation that may be learned:
 * {@code mean = state[t] x + network[t] f(x, time[t])}, {@code std = exp(log sigma[t])}.
 *
 * <p>Whether f predicts noise or data is a matter of the coefficients alone.
 *
 * @param coefficients one row per step, noise first
 * @param trainedSteps the deviations of the first so many steps are parameters (log scale), the others stay at the
 *     coefficients' own: 0 for none, T for all, T - 1 to "fix last"
 */
public record GaussianSampler(TimeNetwork network, long[] sampleShape, StepCoefficients coefficients, int trainedSteps)
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
    public <T> Transition<T> step(Ops<T> o, Params<T> p, T x, T t, T eps) {
        T prediction = network.of(o, p, x, o.rows(o.constant(coefficients.time()), t));
        T mean = o.add(
                o.mul(x, o.perSample(o.rows(o.constant(coefficients.state()), t), rank())),
                o.mul(prediction, o.perSample(o.rows(o.constant(coefficients.network()), t), rank())));
        T logStd = o.rows(logStd(o, p), t);
        T std = o.exp(logStd);
        T next = o.add(mean, o.mul(o.perSample(std, rank()), eps));
        return new Transition<>(x, mean, std, logStd, next, t);
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
