package io.dxmi.gcd.objective;

import io.dxmi.gcd.energy.Energy;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Params;
import java.util.Arrays;

/**
 * {@code weight mean (|grad E(x)| - target)^2} at points between data and samples (Gulrajani et al., 2017). Target 1 makes
 * the energy a critic of the Wasserstein distance; target 0 keeps it flat.
 *
 * @param sampleShape shape of one sample
 */
public record GradientPenalty(double weight, double target, long... sampleShape) implements Regulariser {

    /** The root of 0 has no slope. */
    private static final double TINY = 1e-12;

    public GradientPenalty {
        if (!(weight >= 0)) throw new IllegalArgumentException("weight must be at least 0, got " + weight);
    }

    @Override
    public String name() {
        return "gradient_penalty";
    }

    @Override
    public <T> T of(Ops<T> o, Params<T> p, Energy energy, T data, T samples) {
        T share = o.scale(o.meanPerSample(data), 0);
        // a smooth stand-in for a uniform share: the logistic of a normal of sd 1.7 is nearly uniform
        T logit = o.scale(o.normalLike(share), 1.7);
        T mix = o.perSample(o.exp(o.scale(o.softplus(o.scale(logit, -1)), -1)), sampleShape.length + 1);
        T between = o.variable(o.add(samples, o.mul(mix, o.sub(data, samples))));
        T slope = o.differentiableGradient(o.sum(energy.of(o, p, between)), between);
        double dimensions = Arrays.stream(sampleShape).reduce(1, Math::multiplyExact);
        T squares = o.scale(o.meanPerSample(o.square(slope)), dimensions);
        if (target == 0) return o.scale(o.mean(squares), weight);
        T norm = o.sqrt(o.addScalar(squares, TINY));
        return o.scale(o.mean(o.square(o.addScalar(norm, -target))), weight);
    }
}
