package io.dxmi.detect.graph;

import io.dxmi.samplers.onnx.OnnxGraph;
import io.dxmi.samplers.onnx.OnnxValue;
import io.dxmi.samplers.onnx.OnnxValue.Kind;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.Map;

/**
 * An energy of remembered points as nodes: {@code -2 c^2 h^2 / D log mean exp(-|A x - y|^2 / (2 h^2))} over the mapped points y.
 * Distances are taken in doubles, since a product of matrices loses the small ones.
 *
 * @param map A, (D, D)
 * @param memory y, (count, D)
 * @param bandwidth h
 * @param scale c squared
 */
public record KernelGraph(float[] map, float[] memory, int dimensions, double bandwidth, double scale) {

    /**
     * A row equals a remembered one if their squared distance is at most this share of its squared length: runtimes sum in other orders,
     * so that equal rows differ in the last bits.
     */
    private static final double SAME = 1e-12;

    /** Stands for minus infinity in an exponent. */
    private static final double NOTHING = -1e30;

    private int count() {
        return memory.length / dimensions;
    }

    /**
     * Energies, doubles (n).
     *
     * @param rows floats (n, D)
     * @param leavingOwnOut whether a row that equals a remembered one is compared with all others
     */
    public OnnxValue of(OnnxGraph graph, OnnxValue rows, boolean leavingOwnOut) {
        Doubles d = new Doubles(graph);
        OnnxValue matrix = d.wide(graph.constant(HostTensor.of(map, dimensions, dimensions)));
        OnnxValue points = d.wide(graph.constant(HostTensor.of(memory, count(), dimensions)));
        OnnxValue x =
                d.wide(d.ops().toFloat(d.ops().matmul(d.wide(rows), d.ops().transpose(matrix, 0, 1))));
        OnnxValue own = d.column(d.sumOfRows(d.ops().square(x)));
        OnnxValue products = d.ops().matmul(x, d.ops().transpose(points, 0, 1));
        OnnxValue lengths = d.ops().add(own, d.sumOfRows(d.ops().square(points)));
        OnnxValue squares = d.atLeast(d.ops().sub(lengths, d.ops().scale(products, 2)), 0);
        OnnxValue z = d.ops().scale(squares, -0.5 / (bandwidth * bandwidth));
        if (!leavingOwnOut || count() == 1) return energy(d, z, graph.scalar(Math.log(count()), Kind.DOUBLE));
        OnnxValue nearest = d.reduced("ReduceMin", squares);
        OnnxValue remembered = d.notAbove(nearest, d.ops().scale(own, SAME));
        OnnxValue first = graph.node("ArgMin", Kind.INT64, 2, Map.of("axis", 1L, "keepdims", 1L), squares);
        OnnxValue place = graph.node("Equal", Kind.BOOL, 2, Map.of(), d.wide(first), d.row(numbers()));
        OnnxValue left = graph.node("And", Kind.BOOL, 2, Map.of(), place, remembered);
        OnnxValue others = d.ops()
                .where(
                        d.ops().reshape(remembered, -1),
                        graph.scalar(Math.log(count() - 1), Kind.DOUBLE),
                        graph.scalar(Math.log(count()), Kind.DOUBLE));
        return energy(d, d.ops().where(left, graph.scalar(NOTHING, Kind.DOUBLE), z), others);
    }

    private double[] numbers() {
        double[] numbers = new double[count()];
        for (int i = 0; i < numbers.length; i++) numbers[i] = i;
        return numbers;
    }

    private OnnxValue energy(Doubles d, OnnxValue z, OnnxValue logCount) {
        OnnxValue most = d.reduced("ReduceMax", z);
        OnnxValue sum = d.sumOfRows(d.ops().exp(d.ops().sub(z, most)));
        OnnxValue logSum = d.ops().add(d.ops().reshape(most, -1), d.ops().log(sum));
        return d.ops().scale(d.ops().sub(logSum, logCount), -2 * scale * bandwidth * bandwidth / dimensions);
    }
}
