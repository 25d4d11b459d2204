package io.dxmi.detect.onnx;

import io.dxmi.detect.data.SampleKind;
import io.dxmi.detect.feature.Extractor;
import io.dxmi.detect.graph.Doubles;
import io.dxmi.detect.graph.PixelMapGraph;
import io.dxmi.detect.model.Calibration;
import io.dxmi.detect.model.Detector;
import io.dxmi.detect.model.ModelRecord;
import io.dxmi.detect.model.Pooling;
import io.dxmi.samplers.onnx.OnnxGraph;
import io.dxmi.samplers.onnx.OnnxValue;
import io.dxmi.samplers.onnx.OnnxValue.Kind;
import java.util.Locale;

/**
 * A fitted detector as an ONNX graph, with what comes before and behind its energy. The input is {@code x} (tables and vectors, doubles
 * (batch, features); curves, doubles (batch, values), as many as in the fit), {@code images} (batch, channels, height, width), {@code maps} (precomputed features, or those of the backbone) or
 * {@code windows} (time series, doubles (batch, rows, channels)).
 *
 * <p>Outputs are {@code score}, {@code p_value} and {@code anomalous}, (batch), and of samples with places
 * {@code map}, (batch, height, width) of images and (batch, rows, columns) of feature maps. Time
 * series have the score of the window alone: p-values are of rows, over which the windows are averaged.
 */
public final class DetectorGraph {

    private final Detector detector;
    private final OnnxGraph graph = new OnnxGraph("detector");
    private final Doubles d = new Doubles(graph);

    private DetectorGraph(Detector detector) {
        this.detector = detector;
    }

    /** The graph of a detector. */
    public static OnnxGraph of(Detector detector) {
        return new DetectorGraph(detector).written();
    }

    private OnnxGraph written() {
        ModelRecord about = detector.about();
        Extractor extractor = detector.extractor();
        FeatureGraph features = new FeatureGraph(graph);
        OnnxValue rows = features.of(extractor, about.shape());
        int places = extractor.rows() * extractor.columns();
        boolean series = about.kind() == SampleKind.SERIES;
        OnnxValue energies = energies(rows, places == 1 && about.leavesOut() && !series);
        OnnxValue score = energies;
        if (places > 1) {
            OnnxValue grid = d.ops().reshape(energies, -1, extractor.rows(), extractor.columns());
            PixelMapGraph map = new PixelMapGraph(extractor.rows(), extractor.columns(), about.smoothing());
            OnnxValue smooth = d.ops().toFloat(map.smoothed(graph, grid));
            score = pooled(d.ops().reshape(d.wide(smooth), -1, places), places);
            if (about.kind() == SampleKind.IMAGES) {
                OnnxValue pixels = d.ops().toFloat(map.like(graph, grid, features.input()));
                graph.output(pixels, "map", "energies by pixel", FeatureGraph.BATCH, "height", "width");
            } else {
                graph.output(smooth, "map", "energies by place", FeatureGraph.BATCH, map.rows(), map.columns());
            }
        }
        graph.output(d.ops().toFloat(score), "score", "high where normal samples do not lie", FeatureGraph.BATCH);
        if (!series) judge(score);
        note(features.input(), series);
        return graph;
    }

    private OnnxValue energies(OnnxValue rows, boolean leavingOwnOut) {
        OnnxValue sum = null;
        for (var energy : detector.energies()) {
            OnnxValue one = energy.onnx(graph, rows, leavingOwnOut);
            sum = sum == null ? one : d.ops().add(sum, one);
        }
        return d.ops().scale(sum, 1.0 / detector.energies().size());
    }

    /** Of energies (n, places). */
    private OnnxValue pooled(OnnxValue energies, int places) {
        Pooling pooling = detector.about().pooling();
        long count =
                switch (pooling) {
                    case MAX -> 1;
                    case MEAN -> places;
                    case TOP -> pooling.count(places);
                };
        return d.ops().scale(d.sumOfRows(graph.highest(energies, count)), 1 / (double) count);
    }

    private void judge(OnnxValue score) {
        Calibration calibration = detector.calibration();
        OnnxValue known = d.row(calibration.scores());
        OnnxValue least = d.notAbove(d.ops().reshape(score, -1, 1), known);
        OnnxValue higher = d.sumOfRows(d.wide(least));
        double all = 1.0 + calibration.scores().length;
        OnnxValue share = graph.node("Div", d.ops().addScalar(higher, 1), graph.scalar(all, Kind.DOUBLE));
        graph.output(
                d.ops().toFloat(share),
                "p_value",
                "share of normal samples that score at least as high",
                FeatureGraph.BATCH);
        OnnxValue usual = d.notAbove(score, graph.scalar(calibration.threshold(), Kind.DOUBLE));
        graph.output(d.ops().not(usual), "anomalous", "score above the threshold", FeatureGraph.BATCH);
    }

    private void note(OnnxValue input, boolean series) {
        ModelRecord about = detector.about();
        graph.note("kind", about.kind().name().toLowerCase(Locale.ROOT));
        graph.note("energy", about.energy().name().toLowerCase(Locale.ROOT));
        graph.note("threshold", String.valueOf(about.threshold()));
        graph.note("false_positives", String.valueOf(about.falsePositives()));
        graph.note(
                "usage",
                "feed " + input.name() + "; get score"
                        + (series
                                ? " of each window; the score of a row is the mean over its windows"
                                : ", p_value, anomalous"));
    }
}
