package io.dxmi.detect.graph;

import io.dxmi.samplers.onnx.OnnxGraph;
import io.dxmi.samplers.onnx.OnnxOps;
import io.dxmi.samplers.onnx.OnnxValue;
import io.dxmi.samplers.onnx.OnnxValue.Kind;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.Map;

/** Operators of detectors beside those of networks; mostly on doubles, as the scorer in Java computes. */
public record Doubles(OnnxGraph graph, OnnxOps ops) {

    /** Writes into a graph. */
    public Doubles(OnnxGraph graph) {
        this(graph, new OnnxOps(graph));
    }

    /** The same numbers as doubles. */
    public OnnxValue wide(OnnxValue x) {
        return ops.cast(x, Kind.DOUBLE);
    }

    /** A row of doubles (n). */
    public OnnxValue row(double... values) {
        return graph.constant(HostTensor.of(values, values.length));
    }

    OnnxValue div(OnnxValue a, OnnxValue b) {
        return graph.node("Div", a.kind(), Math.max(a.rank(), b.rank()), Map.of(), a, b);
    }

    /** {@code max(a, least)}. */
    public OnnxValue atLeast(OnnxValue a, double least) {
        return graph.node("Max", a, graph.scalar(least, a.kind()));
    }

    /** {@code min(a, most)}. */
    public OnnxValue atMost(OnnxValue a, double most) {
        return graph.node("Min", a, graph.scalar(most, a.kind()));
    }

    /** Over the last axis, which goes. */
    public OnnxValue sumOfRows(OnnxValue x) {
        return graph.node("ReduceSum", x.kind(), x.rank() - 1, Map.of("keepdims", 0L), x, graph.longs(-1));
    }

    /** Sum, mean, most or least over the last axis, which stays with size 1; {@code operator} is no ReduceSum. */
    OnnxValue reduced(String operator, OnnxValue x) {
        return graph.node(operator, x.kind(), x.rank(), Map.of("axes", new long[] {-1}, "keepdims", 1L), x);
    }

    /** Sum over an axis, which stays with size 1. */
    OnnxValue total(OnnxValue x, long axis) {
        return graph.node("ReduceSum", x.kind(), x.rank(), Map.of("keepdims", 1L), x, graph.longs(axis));
    }

    /** Whether {@code a <= b}. */
    public OnnxValue notAbove(OnnxValue a, OnnxValue b) {
        return graph.node("LessOrEqual", Kind.BOOL, Math.max(a.rank(), b.rank()), Map.of(), a, b);
    }

    /** The size of an axis, as a double without axes. */
    OnnxValue size(OnnxValue x, long axis) {
        OnnxValue all = graph.node("Shape", Kind.INT64, 1, Map.of(), x);
        OnnxValue one =
                graph.node("Gather", Kind.INT64, 0, Map.of("axis", 0L), all, graph.scalar((double) axis, Kind.INT64));
        return wide(one);
    }

    /** 0, 1, ... below a size, as doubles (n). */
    OnnxValue range(OnnxValue size) {
        OnnxValue zero = graph.scalar(0, Kind.DOUBLE);
        return graph.node("Range", Kind.DOUBLE, 1, Map.of(), zero, size, graph.scalar(1, Kind.DOUBLE));
    }

    OnnxValue column(OnnxValue x) {
        return ops.reshape(x, -1, 1);
    }

    /** {@code max(0, 1 - |x|)}. */
    OnnxValue tent(OnnxValue x) {
        return atLeast(ops.addScalar(ops.scale(graph.node("Abs", x), -1), 1), 0);
    }

    /** {@code rows (x - mean)}: x (n, inputs) to floats (n, outputs). */
    public OnnxValue projected(OnnxValue x, float[] mean, float[] rows) {
        OnnxValue centred = ops.sub(x, graph.constant(HostTensor.of(mean, mean.length)));
        OnnxValue matrix = graph.constant(HostTensor.of(rows, rows.length / mean.length, mean.length));
        return ops.toFloat(ops.matmul(wide(centred), ops.transpose(wide(matrix), 0, 1)));
    }
}
