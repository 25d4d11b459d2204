package io.dxmi.detect.energy;

import io.dxmi.detect.graph.KernelGraph;
import io.dxmi.detect.known.KnownAnomalies;
import io.dxmi.gcd.energy.KernelEnergy;
import io.dxmi.samplers.onnx.OnnxGraph;
import io.dxmi.samplers.onnx.OnnxValue;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * A trained {@link KernelEnergy} in plain Java: the remembered points are mapped once, and sums run in one fixed order, so
 * that a row has the same energy to the last bit in every batch, thread and process.
 */
public final class KernelScorer implements VectorEnergy {

    /** Remembered points in a tile: their running distances to {@link #QUERIES} rows stay in the first-level cache. */
    private static final int TILE = 512;

    private static final int QUERIES = 8;
    private static final int NONE = -1;

    /** Nearest points that a row is compared with to say what makes it odd, at least. */
    private static final int EXPLAINING = 10;

    private final int count;
    private final int dimensions;
    private final float[] map; // (D, D)
    private final boolean
            plain; // the map is the identity, as before training: products with it would cost D^2 for each row
    private final float[] memory; // (D, count): mapped points, one dimension after the other
    private final double bandwidth;
    private final double scale;
    private final Lazy<Map<Long, Integer>> numbers = new Lazy<>(this::hashes);

    /**
     * An energy of given parameters.
     *
     * @param points (count, dimensions), {@code map} (dimensions, dimensions)
     */
    public KernelScorer(float[] points, float[] map, int dimensions, double bandwidth, double scale) {
        this.dimensions = dimensions;
        this.count = points.length / dimensions;
        this.map = map;
        plain = isIdentity(map, dimensions);
        this.bandwidth = bandwidth;
        this.scale = scale;
        float[] mapped = mapped(points);
        memory = new float[mapped.length];
        for (int i = 0; i < count; i++) {
            for (int k = 0; k < dimensions; k++) memory[k * count + i] = mapped[i * dimensions + k];
        }
    }

    /** From the weights of a trained {@link KernelEnergy}, with other points to remember. */
    public static KernelScorer of(Map<String, HostTensor> weights, float[] points, int dimensions) {
        return new KernelScorer(
                points,
                weights.get(KernelEnergy.MAP).toFloats(),
                dimensions,
                Math.exp(weights.get(KernelEnergy.LOG_BANDWIDTH).toFloats()[0]),
                Math.exp(2 * weights.get(KernelEnergy.LOG_SCALE).toFloats()[0]));
    }

    @Override
    public VectorEnergy remembering(float[] points) {
        return new KernelScorer(points, map, dimensions, bandwidth, scale);
    }

    /** The same kernel around known anomalies. */
    @Override
    public VectorEnergy less(KnownAnomalies known) {
        return new EnergyDifference(this, remembering(known.points()), known);
    }

    @Override
    public int dimensions() {
        return dimensions;
    }

    @Override
    public double[] of(float[] rows) {
        int n = rows.length / dimensions;
        int[] excluded = new int[n];
        Arrays.fill(excluded, NONE);
        return of(rows, excluded);
    }

    /** Energies of remembered points, each scored against all others; {@code numbers} says which they are. */
    public double[] leavingOut(float[] points, int[] numbers) {
        return of(MemberFit.select(points, dimensions, numbers), numbers);
    }

    @Override
    public double[] leavingOwnOut(float[] rows) {
        int n = rows.length / dimensions;
        float[] mapped = mapped(rows);
        int[] own = new int[n];
        for (int i = 0; i < n; i++) own[i] = count > 1 ? number(mapped, i) : NONE;
        return of(rows, own);
    }

    @Override
    public OnnxValue onnx(OnnxGraph graph, OnnxValue rows, boolean leavingOwnOut) {
        float[] points = new float[memory.length];
        for (int i = 0; i < points.length; i++) points[i] = memory[i % dimensions * count + i / dimensions];
        return new KernelGraph(map, points, dimensions, bandwidth, scale).of(graph, rows, leavingOwnOut);
    }

    @Override
    public boolean remembers(float[] row) {
        return number(mapped(row), 0) != NONE;
    }

    /**
     * The squared difference of each mapped feature to the nearest remembered points, mean over a twentieth of them and at
     * least ten: the nearest alone may be as odd as the row.
     */
    @Override
    public double[] contributions(float[] row) {
        float[] mapped = mapped(row);
        int own = count > 1 ? number(mapped, 0) : NONE;
        double[] squares = squares(mapped, own);
        double[] sorted = squares.clone();
        Arrays.sort(sorted);
        int others = own == NONE ? count : count - 1;
        double within = sorted[Math.min(others, Math.max(EXPLAINING, count / 20)) - 1];
        double[] out = new double[dimensions];
        for (int i = 0; i < count; i++) {
            if (squares[i] > within) continue;
            for (int k = 0; k < dimensions; k++) {
                double difference = memory[k * count + i] - mapped[k];
                out[k] += difference * difference;
            }
        }
        return out;
    }

    /** Squared distances of a mapped row to all points, infinite to its own. */
    private double[] squares(float[] mapped, int own) {
        double[] squares = new double[count];
        for (int k = 0; k < dimensions; k++) {
            for (int i = 0; i < count; i++) {
                double difference = memory[k * count + i] - mapped[k];
                squares[i] += difference * difference;
            }
        }
        if (own != NONE) squares[own] = Double.POSITIVE_INFINITY;
        return squares;
    }

    /** Mean distance of a row to the nearest points; one that equals a point is compared with all others. */
    public double meanDistance(float[] row, int nearest) {
        float[] mapped = mapped(row);
        int own = count > 1 ? number(mapped, 0) : NONE;
        double[] squares = squares(mapped, own);
        Arrays.sort(squares);
        int others = Math.min(nearest, own == NONE ? count : count - 1);
        return Arrays.stream(squares, 0, others).map(Math::sqrt).average().orElseThrow();
    }

    /** The remembered point that equals a mapped row, or NONE. */
    private int number(float[] mapped, int row) {
        int found = numbers.get().getOrDefault(hash(mapped, row), NONE);
        if (found == NONE) return NONE;
        for (int k = 0; k < dimensions; k++) {
            if (memory[k * count + found] != mapped[row * dimensions + k]) return NONE;
        }
        return found;
    }

    private Map<Long, Integer> hashes() {
        Map<Long, Integer> all = new HashMap<>();
        float[] point = new float[dimensions];
        for (int i = 0; i < count; i++) {
            for (int k = 0; k < dimensions; k++) point[k] = memory[k * count + i];
            all.putIfAbsent(hash(point, 0), i);
        }
        return all;
    }

    private long hash(float[] rows, int row) {
        long hash = 1;
        for (int k = 0; k < dimensions; k++) {
            hash = hash * 0x9E3779B97F4A7C15L + Float.floatToIntBits(rows[row * dimensions + k] + 0f);
        }
        return hash;
    }

    private double[] of(float[] rows, int[] excluded) {
        float[] mapped = mapped(rows);
        double[] energies = new double[excluded.length];
        for (int from = 0; from < energies.length; from += QUERIES) {
            score(mapped, from, Math.min(energies.length, from + QUERIES), excluded, energies);
        }
        return energies;
    }

    private static boolean isIdentity(float[] map, int d) {
        for (int i = 0; i < map.length; i++) if (map[i] != (i % (d + 1) == 0 ? 1 : 0)) return false;
        return true;
    }

    private float[] mapped(float[] rows) {
        if (plain) return rows;
        int d = dimensions;
        float[] out = new float[rows.length];
        for (int row = 0; row < rows.length / d; row++) {
            for (int j = 0; j < d; j++) {
                double sum = 0;
                for (int k = 0; k < d; k++) sum += map[j * d + k] * rows[row * d + k];
                out[row * d + j] = (float) sum;
            }
        }
        return out;
    }

    private void score(float[] rows, int from, int to, int[] excluded, double[] energies) {
        double precision = -0.5 / (bandwidth * bandwidth);
        float[] squares = new float[TILE];
        LogSum[] sums = new LogSum[to - from];
        Arrays.setAll(sums, i -> new LogSum());
        for (int first = 0; first < count; first += TILE) {
            int size = Math.min(TILE, count - first);
            for (int row = from; row < to; row++) {
                Arrays.fill(squares, 0, size, 0);
                for (int k = 0; k < dimensions; k++) {
                    addSquares(squares, memory, k * count + first, rows[row * dimensions + k], size);
                }
                int skip = excluded[row] - first;
                for (int i = 0; i < size; i++) {
                    if (i != skip) sums[row - from].add(precision * squares[i]);
                }
            }
        }
        for (int row = from; row < to; row++) {
            int others = excluded[row] == NONE ? count : count - 1;
            double logMean = sums[row - from].value() - Math.log(others);
            energies[row] = -2 * scale * bandwidth * bandwidth / dimensions * logMean;
        }
    }

    private static void addSquares(float[] squares, float[] points, int offset, float x, int size) {
        for (int i = 0; i < size; i++) {
            float difference = points[offset + i] - x;
            squares[i] += difference * difference;
        }
    }

    /** A running {@code log sum exp}. */
    private static final class LogSum {

        /** exp of anything lower adds nothing to a sum of at least 1. */
        private static final double NEGLIGIBLE = -45;

        private double most = Double.NEGATIVE_INFINITY;
        private double sum;

        void add(double z) {
            if (z > most) {
                sum = sum * Math.exp(most - z) + 1;
                most = z;
            } else if (z - most > NEGLIGIBLE) {
                sum += Math.exp(z - most);
            }
        }

        double value() {
            return most + Math.log(sum);
        }
    }
}
