package io.dxmi.detect.graph;

import io.dxmi.samplers.onnx.OnnxGraph;
import io.dxmi.samplers.onnx.OnnxValue;
import io.dxmi.samplers.onnx.OnnxValue.Kind;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Resizing of images and their descriptors as nodes. Sums run in the order of the scorer in Java, in floats: the contrast is a root of a
 * difference of sums, which would show another order.
 */
public final class DescriptorsGraph {

    private static final int DIRECTIONS = 8;

    private final Doubles d;
    private final OnnxGraph graph;

    /** Writes into a graph. */
    public DescriptorsGraph(OnnxGraph graph) {
        this.graph = graph;
        this.d = new Doubles(graph);
    }

    /** Images (n, channels, height, width) of any size to floats (n, channels, side, side): bilinear, antialiased. */
    public OnnxValue resized(OnnxValue images, int side) {
        // each matrix is made the way round that its product needs: ONNX Runtime 1.20 has no product of transposed
        // doubles
        OnnxValue across = bilinear(d.size(images, 3), side, true);
        OnnxValue narrow = d.ops().toFloat(d.ops().matmul(d.wide(images), across));
        return d.ops().toFloat(d.ops().matmul(bilinear(d.size(images, 2), side, false), d.wide(narrow)));
    }

    /** (out, in), or (in, out) if turned: the kernel is stretched where the picture shrinks. */
    private OnnxValue bilinear(OnnxValue in, int out, boolean turned) {
        OnnxValue scale = d.ops().scale(in, 1.0 / out);
        OnnxValue stretch = d.atLeast(scale, 1);
        OnnxValue centre = d.ops().mul(d.ops().addScalar(d.range(graph.scalar(out, Kind.DOUBLE)), 0.5), scale);
        OnnxValue places = d.ops().addScalar(d.range(in), 0.5);
        OnnxValue away =
                turned ? d.ops().sub(d.column(places), centre) : d.ops().sub(places, d.column(centre));
        OnnxValue weights = d.tent(d.div(away, stretch));
        return d.div(weights, d.total(weights, turned ? 0 : 1));
    }

    /** Windows of one scale over planes: (grid, side), each row sums to 1. */
    public interface Windows {
        float[][] of(int side);
    }

    /**
     * Descriptors (n, grid * grid, levels * (channels + 1 + {@value #DIRECTIONS})).
     *
     * @param planes floats (n, channels, side, side)
     */
    public OnnxValue described(OnnxValue planes, int channels, int size, int levels, Windows windows) {
        List<OnnxValue> columns = new ArrayList<>();
        OnnxValue level = planes;
        int side = size;
        for (int l = 0; l < levels; l++) {
            float[][] weights = windows.of(side);
            columns.add(seen(weights, level));
            OnnxValue grey = grey(level, channels);
            OnnxValue mean = seen(weights, grey);
            OnnxValue squares = seen(weights, d.ops().square(grey));
            columns.add(d.ops().sqrt(d.atLeast(d.ops().sub(squares, d.ops().square(mean)), 0)));
            for (OnnxValue edges : edges(grey, side)) columns.add(seen(weights, edges));
            if (l + 1 == levels) break;
            level = halved(level, side);
            side /= 2;
        }
        return d.ops().transpose(d.ops().concat(columns, 1), 1, 2);
    }

    /** Weighted means, planes (n, c, side, side) to (n, c, grid * grid): rows first, then columns. */
    private OnnxValue seen(float[][] weights, OnnxValue planes) {
        int grid = weights.length;
        int side = weights[0].length;
        float[] flat = new float[grid * side];
        for (int o = 0; o < grid; o++) System.arraycopy(weights[o], 0, flat, o * side, side);
        OnnxValue down = graph.constant(HostTensor.of(flat, grid, side, 1));
        OnnxValue across = graph.constant(HostTensor.of(flat, grid, side));
        // (n, c, 1, side, side) by (grid, side, 1), summed over the rows of the plane
        OnnxValue half = summed(d.ops().mul(unsqueezed(planes, 2), down), 3, side);
        // (n, c, grid, 1, side) by (grid, side), summed over its columns
        OnnxValue whole = summed(d.ops().mul(unsqueezed(half, 3), across), 4, side);
        return d.ops().reshape(whole, 0, 0, -1);
    }

    private OnnxValue unsqueezed(OnnxValue x, long axis) {
        return graph.node("Unsqueeze", x.kind(), x.rank() + 1, Map.of(), x, graph.longs(axis));
    }

    /** The sum along an axis, one number after the other: the last of the running sums. */
    private OnnxValue summed(OnnxValue x, int axis, int size) {
        OnnxValue running = graph.node("CumSum", x, graph.scalar(axis, Kind.INT64));
        OnnxValue last = graph.scalar(size - 1, Kind.INT64);
        return graph.node("Gather", x.kind(), x.rank() - 1, Map.of("axis", (long) axis), running, last);
    }

    /** (n, 1, side, side). */
    private OnnxValue grey(OnnxValue planes, int channels) {
        if (channels == 1) return planes;
        OnnxValue share = d.div(planes, graph.scalar(channels, Kind.FLOAT));
        OnnxValue sum = d.ops().slice(share, 1, 0, 1);
        for (int c = 1; c < channels; c++) sum = d.ops().add(sum, d.ops().slice(share, 1, c, c + 1));
        return sum;
    }

    /** Half-rectified derivatives in each direction. */
    private List<OnnxValue> edges(OnnxValue grey, int side) {
        OnnxValue around =
                graph.node("Pad", Kind.FLOAT, 4, Map.of("mode", "edge"), grey, graph.longs(0, 0, 1, 1, 0, 0, 1, 1));
        OnnxValue rows = d.ops().slice(around, 2, 1, side + 1);
        OnnxValue columns = d.ops().slice(around, 3, 1, side + 1);
        OnnxValue gx =
                d.wide(d.ops().sub(d.ops().slice(rows, 3, 2, side + 2), d.ops().slice(rows, 3, 0, side)));
        OnnxValue gy = d.wide(
                d.ops().sub(d.ops().slice(columns, 2, 2, side + 2), d.ops().slice(columns, 2, 0, side)));
        List<OnnxValue> all = new ArrayList<>();
        for (int k = 0; k < DIRECTIONS; k++) {
            double angle = 2 * Math.PI * k / DIRECTIONS;
            OnnxValue slope =
                    d.ops().add(d.ops().scale(gx, Math.cos(angle)), d.ops().scale(gy, Math.sin(angle)));
            all.add(d.ops().toFloat(d.atLeast(slope, 0)));
        }
        return all;
    }

    private OnnxValue halved(OnnxValue planes, int side) {
        OnnxValue sum = every(planes, side, 0, 0);
        sum = d.ops().add(sum, every(planes, side, 0, 1));
        sum = d.ops().add(sum, every(planes, side, 1, 0));
        sum = d.ops().add(sum, every(planes, side, 1, 1));
        return d.ops().scale(sum, 0.25);
    }

    /** Every second row and column. */
    private OnnxValue every(OnnxValue planes, int side, long row, long column) {
        long end = side / 2 * 2L;
        return graph.node(
                "Slice", planes, graph.longs(row, column), graph.longs(end, end), graph.longs(2, 3), graph.longs(2, 2));
    }
}
