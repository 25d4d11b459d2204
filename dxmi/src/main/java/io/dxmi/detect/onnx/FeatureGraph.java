package io.dxmi.detect.onnx;

import io.dxmi.detect.backbone.BackboneExtractor;
import io.dxmi.detect.curve.CurveExtractor;
import io.dxmi.detect.data.TableScaling;
import io.dxmi.detect.feature.Descriptors;
import io.dxmi.detect.feature.Extractor;
import io.dxmi.detect.feature.GaussianGrid;
import io.dxmi.detect.feature.ImageExtractor;
import io.dxmi.detect.feature.MapExtractor;
import io.dxmi.detect.feature.Projection;
import io.dxmi.detect.feature.TableExtractor;
import io.dxmi.detect.feature.TiledExtractor;
import io.dxmi.detect.feature.WindowExtractor;
import io.dxmi.detect.graph.DescriptorsGraph;
import io.dxmi.detect.graph.Doubles;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.data.SpectralBasis;
import io.dxmi.samplers.onnx.OnnxGraph;
import io.dxmi.samplers.onnx.OnnxValue;
import io.dxmi.samplers.onnx.OnnxValue.Kind;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What a detector does before its energy, as nodes: from its input to features. */
final class FeatureGraph {

    static final String BATCH = "batch";

    private final OnnxGraph graph;
    private final Doubles d;

    /** The input of the graph, once {@link #of} has made it. */
    private OnnxValue input;

    FeatureGraph(OnnxGraph graph) {
        this.graph = graph;
        this.d = new Doubles(graph);
    }

    /** The input of the graph. */
    OnnxValue input() {
        return input;
    }

    /**
     * Features of all places, floats (n * places, dimensions).
     *
     * @param shape of the samples that the model was fitted on
     */
    OnnxValue of(Extractor extractor, long[] shape) {
        if (extractor instanceof CurveExtractor curves) return curves(curves, (int) shape[0]);
        if (extractor instanceof TableExtractor table) return table(table.scaling());
        if (extractor instanceof WindowExtractor window) return windows(window);
        if (extractor instanceof MapExtractor maps) return maps(maps, "a map of features");
        if (extractor instanceof BackboneExtractor backbone) {
            return maps(backbone.maps(), "the stacked and resized maps of the backbone, which is not in this file");
        }
        if (extractor instanceof ImageExtractor images) return images(images);
        if (extractor instanceof TiledExtractor) {
            throw new UserError(
                    "expected a model of whole images, got one that cuts images into tiles, which ONNX files do not"
                            + " hold; fit it without " + UserError.parameter("tile"));
        }
        throw new IllegalArgumentException("no graph of " + extractor.getClass());
    }

    private OnnxValue table(TableScaling scaling) {
        int columns = scaling.columns().size();
        graph.note("columns", String.join("\n", scaling.columns()));
        input = graph.input("x", "rows of features, NaN where missing", Kind.DOUBLE, BATCH, columns);
        OnnxValue missing = graph.node("IsNaN", Kind.BOOL, 2, Map.of(), input);
        OnnxValue whole = d.ops().where(missing, d.row(scaling.median()), input);
        OnnxValue mean = d.row(scaling.mean());
        OnnxValue sd = d.row(scaling.sd());
        if (scaling.single()) {
            whole = d.ops().toFloat(whole);
            mean = d.ops().toFloat(mean);
            sd = d.ops().toFloat(sd);
        }
        return d.ops().toFloat(graph.node("Div", d.ops().sub(whole, mean), sd));
    }

    private OnnxValue curves(CurveExtractor extractor, int values) {
        SpectralBasis basis = extractor.basis();
        input = graph.input("x", "curves on the grid of the fit", Kind.DOUBLE, BATCH, values);
        double[] functions =
                Arrays.stream(basis.on(values)).flatMapToDouble(Arrays::stream).toArray();
        OnnxValue rows = graph.constant(HostTensor.of(functions, basis.modes(), values));
        OnnxValue coefficients = d.ops().scale(d.ops().matmul(input, d.ops().transpose(rows, 0, 1)), 1.0 / values);
        OnnxValue left = d.ops().sub(input, d.ops().matmul(coefficients, rows));
        OnnxValue variance = d.ops().scale(d.sumOfRows(d.ops().square(left)), 1.0 / (values - basis.modes()));
        OnnxValue all =
                d.ops().concat(List.of(coefficients, d.ops().reshape(d.ops().sqrt(variance), -1, 1)), 1);
        TableScaling scaling = extractor.scaling();
        OnnxValue centred = d.ops().sub(all, d.row(scaling.mean()));
        return d.ops().toFloat(graph.node("Div", centred, d.row(scaling.sd())));
    }

    private OnnxValue windows(WindowExtractor extractor) {
        int channels = extractor.channels();
        input = graph.input(
                "windows", "windows of a series: rows, channels", Kind.DOUBLE, BATCH, extractor.window(), channels);
        OnnxValue centred = d.ops().sub(input, d.row(extractor.mean()));
        OnnxValue standard = d.ops().toFloat(graph.node("Div", centred, d.row(extractor.sd())));
        OnnxValue flat = d.ops().reshape(standard, -1, extractor.width());
        Projection projection = extractor.projection();
        if (projection == null) return flat;
        OnnxValue components = d.projected(flat, projection.mean(), projection.rows());
        double scale = 0;
        for (int j = 0; j < extractor.width(); j++) scale += Math.pow(projection.rows()[j], 2);
        OnnxValue mean = graph.constant(HostTensor.of(projection.mean(), projection.inputs()));
        OnnxValue all = d.ops().scale(lengths(d.ops().sub(flat, mean)), scale);
        OnnxValue left = d.ops().sqrt(d.atLeast(d.ops().sub(all, lengths(components)), 0));
        return d.ops().concat(List.of(components, d.ops().reshape(d.ops().toFloat(left), -1, 1)), 1);
    }

    /** Squared lengths of rows, doubles (n). */
    private OnnxValue lengths(OnnxValue rows) {
        return d.sumOfRows(d.ops().square(d.wide(rows)));
    }

    private OnnxValue maps(MapExtractor extractor, String what) {
        long[] shape = extractor.shape();
        input = graph.input("maps", what, Kind.FLOAT, BATCH, shape[0], shape[1], shape[2]);
        OnnxValue places = d.ops().transpose(d.ops().reshape(input, 0, shape[0], shape[1] * shape[2]), 1, 2);
        Projection projection = extractor.projection();
        return d.projected(d.ops().reshape(places, -1, shape[0]), projection.mean(), projection.rows());
    }

    private OnnxValue images(ImageExtractor extractor) {
        int channels = extractor.prepared().channels();
        Descriptors how = extractor.descriptors();
        input = graph.input(
                "images",
                "images with values in [0, 1], all of one size",
                Kind.FLOAT,
                BATCH,
                channels,
                "height",
                "width");
        DescriptorsGraph descriptors = new DescriptorsGraph(graph);
        OnnxValue planes = descriptors.resized(input, extractor.prepared().size());
        OnnxValue described = descriptors.described(
                planes,
                channels,
                how.size(),
                how.levels(),
                side -> GaussianGrid.of(side, how.grid(), how.sigma()).weights());
        Projection projection = extractor.projection();
        OnnxValue rows = d.ops().reshape(described, -1, projection.inputs());
        OnnxValue components = d.projected(rows, projection.mean(), projection.rows());
        return extractor.position() == 0 ? components : placed(components, extractor);
    }

    /** With coordinates beside the components, (n * places, outputs + 2). */
    private OnnxValue placed(OnnxValue components, ImageExtractor extractor) {
        int places = extractor.rows() * extractor.columns();
        int outputs = extractor.projection().outputs();
        float[] coordinates = new float[places * 2];
        for (int i = 0; i < places; i++) {
            int row = i / extractor.columns();
            int column = i % extractor.columns();
            coordinates[2 * i] = (float) (extractor.position() * row);
            coordinates[2 * i + 1] = (float) (extractor.position() * column);
        }
        OnnxValue grid = d.ops().reshape(components, -1, places, outputs);
        OnnxValue none = d.ops().scale(d.ops().slice(grid, 2, 0, 1), 0); // (n, places, 1)
        OnnxValue beside = d.ops().add(none, graph.constant(HostTensor.of(coordinates, places, 2)));
        return d.ops().reshape(d.ops().concat(List.of(grid, beside), 2), -1, outputs + 2);
    }
}
