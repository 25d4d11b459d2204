package io.dxmi.detect.graph;

import io.dxmi.samplers.onnx.OnnxGraph;
import io.dxmi.samplers.onnx.OnnxValue;
import io.dxmi.samplers.onnx.OnnxValue.Kind;

/**
 * From energies on a grid to a map of pixels as nodes: bilinear between the centres of the places, then Gaussian smoothing, both as
 * products with matrices that are made of the size of the map.
 *
 * @param sigma standard deviation of the smoothing in cells; 0 for none
 */
public record PixelMapGraph(int rows, int columns, double sigma) {

    /**
     * A map (n, height, width) of doubles.
     *
     * @param places doubles (n, rows, columns)
     * @param height doubles without axes, as {@code width}
     */
    OnnxValue of(Doubles d, OnnxValue places, OnnxValue height, OnnxValue width) {
        // each matrix is made the way round that its product needs: ONNX Runtime 1.20 has no product of transposed
        // doubles
        OnnxValue down = matrix(d, height, rows, false);
        OnnxValue across = matrix(d, width, columns, true);
        return d.ops().matmul(d.ops().matmul(down, places), across);
    }

    /** On the grid itself. */
    public OnnxValue smoothed(OnnxGraph graph, OnnxValue places) {
        if (sigma == 0) return places;
        OnnxValue height = graph.scalar(rows, Kind.DOUBLE);
        return of(new Doubles(graph), places, height, graph.scalar(columns, Kind.DOUBLE));
    }

    /** Of the last two axes of images. */
    public OnnxValue like(OnnxGraph graph, OnnxValue places, OnnxValue images) {
        Doubles d = new Doubles(graph);
        return of(d, places, d.size(images, 2), d.size(images, 3));
    }

    /** (size, cells), or (cells, size) if turned: from cells along one axis to smoothed pixels. */
    private OnnxValue matrix(Doubles d, OnnxValue size, int cells, boolean turned) {
        OnnxValue pixels = d.range(size);
        OnnxValue cell = d.div(d.ops().scale(d.ops().addScalar(pixels, 0.5), cells), size);
        OnnxValue within = d.ops().clamp(d.ops().addScalar(cell, -0.5), 0, cells - 1);
        OnnxValue numbers = d.range(d.graph().scalar(cells, Kind.DOUBLE));
        OnnxValue away =
                turned ? d.ops().sub(d.column(numbers), within) : d.ops().sub(d.column(within), numbers);
        OnnxValue bilinear = d.tent(away);
        if (sigma == 0) return bilinear;
        OnnxValue near = gaussian(d, pixels, size, cells);
        OnnxValue weights = d.div(near, d.total(near, turned ? 0 : 1)); // the kernel itself is symmetric
        return turned ? d.ops().matmul(bilinear, weights) : d.ops().matmul(weights, bilinear);
    }

    /** (size, size): weights beyond the edge are left out, and the others do not sum to 1 yet. */
    private OnnxValue gaussian(Doubles d, OnnxValue pixels, OnnxValue size, int cells) {
        OnnxValue deviation = d.ops().scale(size, sigma / cells);
        OnnxValue reach = d.graph().node("Ceil", d.ops().scale(deviation, 3));
        OnnxValue apart = d.graph().node("Abs", d.ops().sub(d.column(pixels), pixels));
        OnnxValue share = d.div(d.ops().square(apart), d.ops().square(deviation));
        OnnxValue all = d.ops().exp(d.ops().scale(share, -0.5));
        OnnxValue zero = d.graph().scalar(0, Kind.DOUBLE);
        return d.ops().where(d.notAbove(apart, reach), all, zero);
    }
}
