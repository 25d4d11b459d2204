package io.dxmi.gcd.train;

import io.dxmi.gcd.path.PathCost;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.sample.Sampler;
import io.dxmi.samplers.sample.Transition;
import java.util.List;

/**
 * One step, affine and without noise of its own: {@code x_1 = shift + A x_0}, with A lower triangular and positive on its
 * diagonal. A Gaussian sampler whose entropy is known: it is its own {@link PathCost}.
 *
 * @param dimensions of a sample
 */
public record AffineSampler(int dimensions) implements Sampler, PathCost {

    /** Name of the shift (D). */
    public static final String SHIFT = "shift";

    /** Name of the logarithm of A's diagonal (D). */
    public static final String LOG_DIAGONAL = "log_diagonal";

    /** Name of A's part below the diagonal (D, D); the rest of it is not read. */
    public static final String LOWER = "lower";

    @Override
    public int steps() {
        return 1;
    }

    @Override
    public long[] sampleShape() {
        return new long[] {dimensions};
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(
                Parameter.constant(SHIFT, 0, dimensions),
                Parameter.constant(LOG_DIAGONAL, 0, dimensions),
                Parameter.constant(LOWER, 0, dimensions, dimensions));
    }

    @Override
    public <T> Transition<T> step(Ops<T> o, Params<T> p, T x, T t, T eps, T label) {
        double[] below = new double[dimensions * dimensions];
        double[] diagonal = new double[dimensions * dimensions];
        for (int i = 0; i < dimensions; i++) {
            for (int j = 0; j < i; j++) below[i * dimensions + j] = 1;
            diagonal[i * dimensions + i] = 1;
        }
        T matrix = o.add(
                o.mul(p.get(LOWER), o.reshape(o.constant(below), dimensions, dimensions)),
                o.mul(o.exp(p.get(LOG_DIAGONAL)), o.reshape(o.constant(diagonal), dimensions, dimensions)));
        T next = o.linear(x, matrix, p.get(SHIFT));
        T none = o.scale(o.meanPerSample(x), 0);
        return new Transition<>(x, next, none, none, next, t, label);
    }

    /** {@code -H(x_1)} in nats, exactly: a scalar. */
    @Override
    public <T> T of(Ops<T> o, Params<T> sampler, Transition<T> move) {
        double unit = dimensions / 2.0 * (1 + Math.log(2 * Math.PI));
        return o.addScalar(o.scale(o.sum(sampler.get(LOG_DIAGONAL)), -1), -unit);
    }
}
