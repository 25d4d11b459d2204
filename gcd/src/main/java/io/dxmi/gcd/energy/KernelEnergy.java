package io.dxmi.gcd.energy;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import java.util.List;
import java.util.Map;

/**
 * A trainable Parzen density over remembered points:
 * {@code E(x) = c^2 / D softmin_i |A x - A x_i|^2} with {@code softmin_i u_i = -2 h^2 log mean_i exp(-u_i / (2 h^2))}.
 * It begins as a Parzen density (A is the identity) and joint training moves the linear map A and the scale c; the points
 * stay where they are, and so does the bandwidth h if it has {@link #FIXED_RATES}.
 *
 * @param points values of the remembered points, (count, dimensions); a network that is read from a file may leave it empty
 * @param bandwidth the first h, in units of the data, positive
 */
public record KernelEnergy(float[] points, int count, int dimensions, double bandwidth) implements Energy {

    /** The remembered points, (count, dimensions). */
    public static final String POINTS = "points";

    private static final String IDS = "ids";
    /** The linear map A, (dimensions, dimensions). */
    public static final String MAP = "map.weight";
    /** log h, (1). */
    public static final String LOG_BANDWIDTH = "log_bandwidth";
    /** log c, (1). */
    public static final String LOG_SCALE = "log_scale";

    /** Added to the squared distance of a point to itself where it is left out; exp of it is 0 in float32. */
    private static final double FAR = 1e9;

    /**
     * Learning rates of 0: of the remembered points, and of the bandwidth, which a map of another scale can stand for, and
     * which the contrast alone would tune to the samples' distance rather than to the data's.
     */
    public static final Map<String, Double> FIXED_RATES = Map.of(POINTS, 0.0, IDS, 0.0, LOG_BANDWIDTH, 0.0);

    public KernelEnergy {
        if (count < 1 || dimensions < 1 || (points.length != 0 && points.length != (long) count * dimensions)) {
            throw new IllegalArgumentException(
                    points.length + " values are not " + count + " points of " + dimensions + " dimensions");
        }
        if (!(bandwidth > 0)) throw new IllegalArgumentException("bandwidth must be positive, got " + bandwidth);
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(
                new Parameter(
                        POINTS,
                        new long[] {count, dimensions},
                        (random, n) -> points.length == 0 ? new float[n] : points.clone()),
                new Parameter(IDS, new long[] {1, count}, (random, n) -> {
                    float[] ids = new float[n];
                    for (int i = 0; i < n; i++) ids[i] = i;
                    return ids;
                }),
                new Parameter(MAP, new long[] {dimensions, dimensions}, (random, n) -> {
                    float[] identity = new float[n];
                    for (int i = 0; i < dimensions; i++) identity[i * dimensions + i] = 1;
                    return identity;
                }),
                Parameter.constant(LOG_BANDWIDTH, Math.log(bandwidth), 1),
                Parameter.constant(LOG_SCALE, 0, 1));
    }

    @Override
    public <T> T of(Ops<T> o, Params<T> p, T x) {
        return softmin(o, p, squaredDistances(o, p, x));
    }

    /**
     * The energies of points, (B), each with one remembered point left out.
     *
     * @param x (B, dimensions)
     * @param excluded int64 (B), the number of the remembered point that is left out
     */
    public <T> T leavingOut(Ops<T> o, Params<T> p, T x, T excluded) {
        T difference = o.sub(o.reshape(o.toFloat(excluded), -1, 1), o.stopGradient(p.get(IDS)));
        T self = o.toFloat(o.equal(difference, 0));
        return softmin(o, p, o.add(squaredDistances(o, p, x), o.scale(self, FAR)));
    }

    /** (B, count). */
    private <T> T squaredDistances(Ops<T> o, Params<T> p, T x) {
        return o.exactly(() -> differencesOfSquares(o, p, x));
    }

    private <T> T differencesOfSquares(Ops<T> o, Params<T> p, T x) {
        T none = o.scale(o.indexSelect(p.get(MAP), o.fullIndex(p.get(LOG_SCALE), 0)), 0); // (1, D)
        T zero = o.reshape(none, dimensions);
        T mapped = o.linear(x, p.get(MAP), zero);
        T memory = o.linear(o.stopGradient(p.get(POINTS)), p.get(MAP), zero);
        T norms = o.scale(o.meanPerSample(o.square(memory)), -dimensions / 2.0); // (count)
        T products = o.linear(mapped, memory, norms); // x.y - |y|^2 / 2
        T own = o.scale(o.meanPerSample(o.square(mapped)), dimensions);
        return o.add(o.scale(products, -2), o.reshape(own, -1, 1));
    }

    private <T> T softmin(Ops<T> o, Params<T> p, T squares) {
        T precision = o.scale(o.exp(o.scale(p.get(LOG_BANDWIDTH), -2)), -0.5); // -1 / (2 h^2)
        T z = o.mul(squares, precision);
        // log sum exp z = z - logSoftmax(z), the same for every entry
        T logSum = o.meanPerSample(o.sub(z, o.logSoftmax(z)));
        T scale = o.exp(o.scale(p.get(LOG_SCALE), 2));
        T energy = o.mul(o.addScalar(logSum, -Math.log(count)), o.exp(o.scale(p.get(LOG_BANDWIDTH), 2)));
        return o.mul(o.scale(energy, -2.0 / dimensions), scale);
    }
}
