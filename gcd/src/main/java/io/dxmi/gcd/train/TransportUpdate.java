package io.dxmi.gcd.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.gcd.energy.Energy;
import io.dxmi.gcd.negative.MappedSource;
import io.dxmi.gcd.path.TransportCost;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.engine.train.Row;
import io.dxmi.samplers.sample.RollOut;
import io.dxmi.samplers.sample.Sampler;
import io.dxmi.samplers.sample.Transition;
import java.util.Arrays;
import java.util.List;

/**
 * Several steps of a transport map down {@code mean E(T(x, z)) + |T(x, z) - (x + eps z)|^2 / 2}, each on a fresh batch of the
 * source: the inner minimum of the semi-dual optimal transport problem (OTP, arXiv 2502.04583) with the potential -E. The
 * noise z that smooths the source is the noise that the map reads, times a standard deviation for each entry of the first axis:
 * for coefficients of curves, the spectrum of a Gaussian process (arXiv 2602.14086). Where the map reads none, eps must be 0.
 *
 * <p>Each step is a {@link PathwiseUpdate} of one step with a {@link TransportCost} and tau = 1.
 */
public final class TransportUpdate implements SamplerUpdate {

    private final MappedSource source;
    private final PathwiseUpdate pathwise;
    private final AnnealedNoise noise;
    private final double[] deviations;
    private final int steps;

    /**
     * Compiles the update.
     *
     * @param map the sampler of the source's chain, of one step
     * @param source draws the batches, one more than steps in an iteration; the caller closes it
     * @param noise eps by iteration
     * @param deviations of the noise at eps = 1, one for each entry of a sample's first axis
     * @param steps optimiser steps of the map in an iteration, at least 1
     */
    public TransportUpdate(
            NDManager root,
            Learner learner,
            Sampler map,
            Energy energy,
            Weights weights,
            MappedSource source,
            AnnealedNoise noise,
            double[] deviations,
            int steps) {
        if (map.steps() != 1) throw new IllegalArgumentException("a map has one step, got " + map.steps());
        if (steps < 1) throw new IllegalArgumentException("steps must be at least 1, got " + steps);
        if (source.batches() != steps + 1) {
            throw new IllegalArgumentException(
                    "expected a source of " + (steps + 1) + " batches an iteration, got " + source.batches());
        }
        if (deviations.length != map.sampleShape()[0]) {
            throw new IllegalArgumentException(
                    "expected " + map.sampleShape()[0] + " deviations of the noise, got " + deviations.length);
        }
        this.source = source;
        this.deviations = deviations.clone();
        this.noise = noise;
        this.steps = steps;
        TransportCost cost = new TransportCost(map.sampleShape());
        this.pathwise = new PathwiseUpdate(root, learner, new Smoothed(map), energy, weights, cost, 1);
    }

    /** The map, whose step also takes {@code eps z}, behind z along the noise's first axis, and costs as if it began at x + eps z. */
    private record Smoothed(Sampler map) implements Sampler {

        @Override
        public int steps() {
            return 1;
        }

        @Override
        public long[] sampleShape() {
            return map.sampleShape();
        }

        @Override
        public List<Parameter> parameters() {
            return map.parameters();
        }

        @Override
        public <T> Transition<T> step(Ops<T> o, Params<T> p, T x, T t, T eps, T label) {
            long first = sampleShape()[0];
            Transition<T> move = map.step(o, p, x, t, o.slice(eps, 1, 0, first), label);
            T smoothed = o.add(x, o.slice(eps, 1, first, 2 * first));
            return new Transition<>(smoothed, move.mean(), move.std(), move.logStd(), move.next(), t, label);
        }
    }

    @Override
    public void update(Iteration now, List<RollOut> rollOuts, Row row) {
        long batch = rollOuts.get(rollOuts.size() - 1).labels().size();
        double eps = noise.at(now.index());
        for (int k = 0; k < steps; k++) {
            try (NDManager scope = now.scope().newSubManager()) {
                RollOut rollOut = source.rollOut(scope, batch, now.draws().part("map " + k), 1 + k);
                Iteration inner = new Iteration(now.index(), scope, now.draws(), now.rateFactor());
                pathwise.update(inner, List.of(smoothed(scope, rollOut, eps)), row);
                row.keep(now.scope());
            }
        }
        row.change(known -> known.remove("sampler/log_sigma")); // a map has none
        row.put("sampler/noise_sd", eps);
    }

    private RollOut smoothed(NDManager scope, RollOut rollOut, double eps) {
        NDArray z = rollOut.noises().get(0);
        float[] sd = new float[deviations.length];
        for (int k = 0; k < sd.length; k++) sd[k] = (float) (eps * deviations[k]);
        long[] shape = new long[z.getShape().dimension()];
        Arrays.fill(shape, 1);
        shape[1] = sd.length;
        NDArray both = z.concat(z.mul(Torch.array(scope, sd, shape)), 1);
        both.attach(scope);
        return new RollOut(rollOut.states(), rollOut.means(), rollOut.stds(), List.of(both), rollOut.labels());
    }

    @Override
    public double evaluations() {
        return steps * (source.evaluations() + pathwise.evaluations());
    }

    @Override
    public void close() {
        pathwise.close();
    }
}
