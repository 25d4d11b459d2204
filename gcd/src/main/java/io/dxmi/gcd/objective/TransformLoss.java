package io.dxmi.gcd.objective;

import io.dxmi.gcd.energy.Energy;
import io.dxmi.samplers.engine.Loss;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A critic of the Wasserstein-1 distance without a gradient penalty (CoWGAN, arXiv 2110.14150, our reading of its two
 * objectives). With {@code f = -E}, data x and samples y, the critic ascends the smaller of
 *
 * <pre>
 *   J_d = mean f(x) - mean f(y)                             Kantorovich-Rubinstein
 *   J_c = mean f(x) + mean_j min_i (|x_i - y_j| - f(x_i))   c-transform over the batch
 * </pre>
 *
 * <p>For every f, J_c is at most the W1 distance of the two batches; {@code J_d > J_c} proves that f is steeper than 1
 * somewhere. J_c alone does not look at f(y), so that a critic trained by J_c alone can be constant.
 *
 * <p>Inputs: data and samples of equal shape (B, ...). Logs {@code w1_certified} (J_c) and {@code lipschitz_excess} ({@code
 * max(0, J_d - J_c)}), units of the data. Memory for distances: B² floats, with both sides 4 B².
 *
 * @param network what the energy's weights are called
 * @param bothSides whether the c-transform runs over data and samples, in both directions, which bounds J_d by itself. It
 *     over-estimates less where the batch is small for the dimension
 * @param sampleShape shape of one sample
 */
public record TransformLoss(Energy energy, String network, boolean bothSides, long... sampleShape) implements Loss {

    /** The root of 0 has no slope. */
    private static final double TINY = 1e-12;

    @Override
    public List<String> inputs() {
        return List.of("data", "sample");
    }

    @Override
    public <T> Value<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
        T both = o.concat(in, 0);
        T halves = o.reshape(energy.of(o, networks.of(network), both), 2, -1); // data above, samples below
        T data = o.slice(halves, 0, 0, 1);
        T samples = o.slice(halves, 0, 1, 2);
        T difference = o.sub(o.mean(samples), o.mean(data));
        T certified = bothSides
                ? ofBothSides(o, points(o, both), halves)
                : o.sub(transform(o, points(o, in.get(1)), points(o, in.get(0)), data), o.mean(data));
        Map<String, T> logged = new LinkedHashMap<>(EnergyStatistics.logged(o, halves));
        logged.put("w1_certified", certified);
        logged.put("lipschitz_excess", o.sub(difference, o.minimum(difference, certified)));
        return new Value<>(o.scale(o.minimum(difference, certified), -1), logged);
    }

    private <T> T points(Ops<T> o, T x) {
        return o.reshape(x, -1, dimensions());
    }

    private long dimensions() {
        return Arrays.stream(sampleShape).reduce(1, Math::multiplyExact);
    }

    /** Mean over points of the least {@code distance + energy} to candidates, whose energies are (1, N). */
    private <T> T transform(Ops<T> o, T points, T candidates, T energies) {
        return o.mean(o.leastOver(o.add(distances(o, points, candidates), energies), 1));
    }

    /** The mean of both directions; a point is a candidate of its own, at the distance 0. */
    private <T> T ofBothSides(Ops<T> o, T all, T halves) {
        T data = o.slice(halves, 0, 0, 1);
        T samples = o.slice(halves, 0, 1, 2);
        T row = o.reshape(halves, 1, -1);
        T distances = distances(o, all, all);
        T up = o.reshape(o.leastOver(o.add(distances, row), 1), 2, -1);
        T down = o.reshape(o.leastOver(o.sub(distances, row), 1), 2, -1);
        T ofSamples = o.mean(o.minimum(o.slice(up, 0, 1, 2), samples));
        T ofData = o.mean(o.minimum(o.slice(down, 0, 0, 1), o.scale(data, -1)));
        T forward = o.sub(ofSamples, o.mean(data));
        T backward = o.add(ofData, o.mean(samples));
        return o.scale(o.add(forward, backward), 0.5);
    }

    /** Euclidean distances (N, M) of points (N, D) to candidates (M, D), whose first is the origin: far from it squares are inexact. */
    private <T> T distances(Ops<T> o, T points, T candidates) {
        T origin = o.slice(candidates, 0, 0, 1);
        T a = o.sub(points, origin);
        T b = o.sub(candidates, origin);
        T products = o.exactly(() -> o.scale(o.linear(a, b), -2));
        T squares = o.add(o.add(products, o.reshape(squares(o, a), -1, 1)), o.reshape(squares(o, b), 1, -1));
        return o.stopGradient(o.sqrt(o.clamp(squares, TINY, Float.MAX_VALUE)));
    }

    private <T> T squares(Ops<T> o, T x) {
        return o.scale(o.meanPerSample(o.square(x)), (double) dimensions());
    }
}
