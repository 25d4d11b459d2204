package io.dxmi.gcd.energy;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import java.util.List;

/**
 * A Gaussian up to its constant: {@code E(x) = |W (x - mean)|^2 / 2}, so that the precision is {@code W^T W}. Starts as
 * the standard normal.
 *
 * @param dimensions of x (B, dimensions)
 */
public record QuadraticEnergy(int dimensions) implements Energy {

    /** Name of the centre (D). */
    public static final String MEAN = "mean";

    /** Name of W (D, D), any root of the precision. */
    public static final String ROOT = "root";

    @Override
    public List<Parameter> parameters() {
        return List.of(
                Parameter.constant(MEAN, 0, dimensions),
                new Parameter(ROOT, new long[] {dimensions, dimensions}, (random, count) -> identity()));
    }

    private float[] identity() {
        float[] values = new float[dimensions * dimensions];
        for (int i = 0; i < dimensions; i++) values[i * (dimensions + 1)] = 1;
        return values;
    }

    @Override
    public <T> T of(Ops<T> o, Params<T> p, T x) {
        T white = o.exactly(() -> o.linear(o.sub(x, p.get(MEAN)), p.get(ROOT)));
        return o.scale(o.meanPerSample(o.square(white)), dimensions / 2.0);
    }
}
