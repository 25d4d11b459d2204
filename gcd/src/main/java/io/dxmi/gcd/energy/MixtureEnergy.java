package io.dxmi.gcd.energy;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import java.util.List;

/**
 * The exact negative log-density of a mixture of round Gaussians, {@code E(x) = -log sum_k w_k N(x; m_k, s_k^2 I)}: its
 * log-partition is 0 whatever the parameters.
 *
 * @param means first centres (K, D)
 * @param sd first standard deviation of every component
 */
public record MixtureEnergy(double[][] means, double sd) implements Energy {

    /** Name of the centres (K, D). */
    public static final String MEANS = "means";

    /** Name of the logarithms of the deviations (K). */
    public static final String LOG_SD = "log_sd";

    /** Name of the weights' logarithms up to a constant (K). */
    public static final String LOGITS = "logits";

    public MixtureEnergy {
        if (means.length == 0) throw new IllegalArgumentException("a mixture needs at least one component");
        if (!(sd > 0)) throw new IllegalArgumentException("sd must be positive, got " + sd);
    }

    private int dimensions() {
        return means[0].length;
    }

    @Override
    public List<Parameter> parameters() {
        int k = means.length;
        return List.of(
                new Parameter(MEANS, new long[] {k, dimensions()}, (random, count) -> flat()),
                Parameter.constant(LOG_SD, Math.log(sd), k),
                Parameter.constant(LOGITS, 0, k));
    }

    private float[] flat() {
        float[] values = new float[means.length * dimensions()];
        for (int i = 0; i < values.length; i++) values[i] = (float) means[i / dimensions()][i % dimensions()];
        return values;
    }

    @Override
    public <T> T of(Ops<T> o, Params<T> p, T x) {
        int d = dimensions();
        T centres = p.get(MEANS);
        T logSd = p.get(LOG_SD);
        T precision = o.exp(o.scale(logSd, -2));
        // -|x - m|^2 / 2 = x m - |m|^2 / 2 - |x|^2 / 2
        T bias = o.scale(o.meanPerSample(o.square(centres)), -d / 2.0);
        T half = o.reshape(o.scale(o.meanPerSample(o.square(x)), d / 2.0), -1, 1);
        T products = o.exactly(() -> o.linear(x, centres, bias));
        T exponents = o.mul(o.sub(products, half), precision);
        T logWeight = o.reshape(o.logSoftmax(o.reshape(p.get(LOGITS), 1, means.length)), means.length);
        T constant = o.addScalar(o.sub(logWeight, o.scale(logSd, d)), -d / 2.0 * Math.log(2 * Math.PI));
        T terms = o.add(exponents, constant); // (B, K)
        // x - logSoftmax(x) is log sum exp x in every column
        return o.scale(o.meanPerSample(o.sub(terms, o.logSoftmax(terms))), -1);
    }
}
