package io.dxmi.detect.model;

import io.dxmi.detect.column.TableCoding;
import io.dxmi.detect.data.SampleKind;
import io.dxmi.detect.data.SeriesLayout;
import io.dxmi.detect.data.TableChoice;
import io.dxmi.detect.energy.EnergyKind;
import io.dxmi.detect.joint.JointSettings;
import io.dxmi.samplers.data.SpectralBasis;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What {@code model.yaml} says.
 *
 * @param format version of the folder's layout
 * @param toolkit version that fitted it
 * @param kind what its samples are
 * @param energy what scores a place
 * @param columns of a table, empty otherwise
 * @param header whether the columns' names came from a header
 * @param labelColumn column of labels of the training table, or null
 * @param normal text of that column in normal rows; of arrays and folders what was said of their normal samples, or null
 * @param shape (C, H, W) of images or feature maps as the extractor takes them, (n) of curves of n values, (D) otherwise
 * @param pooling from the places of a sample to its score
 * @param smoothing of the pixel map, in cells of the grid
 * @param falsePositives chosen share of normal samples above the threshold
 * @param threshold scores above are flagged
 * @param dimensions of a place's feature vector
 * @param fittedOn normal samples that the energy was trained on
 * @param heldOut normal samples that the threshold was taken from
 * @param seed of the fit
 * @param joint settings of the joint training
 * @param coding columns of a table that are no numbers, and those left out; null if there are none of either
 * @param known samples of known label that the fit was given, or null
 * @param series how time series are cut into windows, or null
 * @param basis whose coefficients curves are seen by, or null
 */
public record ModelRecord(
        int format,
        String toolkit,
        SampleKind kind,
        EnergyKind energy,
        List<String> columns,
        boolean header,
        String labelColumn,
        String normal,
        long[] shape,
        Pooling pooling,
        double smoothing,
        double falsePositives,
        double threshold,
        int dimensions,
        int fittedOn,
        int heldOut,
        long seed,
        JointSettings joint,
        TableCoding coding,
        Known known,
        SeriesLayout series,
        SpectralBasis basis) {

    /**
     * Samples of known label that a fit was given.
     *
     * @param clean number of normal ones
     * @param anomalies number of anomalies
     * @param weight of the energy of the anomalies, which is subtracted
     * @param removed training samples that left the memory: nearest to an anomaly, or equal to a known sample
     */
    public record Known(int clean, int anomalies, double weight, int removed) {}

    /** Version of the folders that this toolkit writes. */
    public static final int FORMAT = 3;

    /** The oldest version that it reads: of toolkit 0.1. */
    static final int OLDEST = 2;

    /** The first version whose files are tied by digests. */
    static final int TIED = 3;

    /** The same of a fit with samples of known label. */
    public ModelRecord withKnown(Known samples) {
        return new ModelRecord(
                format,
                toolkit,
                kind,
                energy,
                columns,
                header,
                labelColumn,
                normal,
                shape,
                pooling,
                smoothing,
                falsePositives,
                threshold,
                dimensions,
                fittedOn,
                heldOut,
                seed,
                joint,
                coding,
                samples,
                series,
                basis);
    }

    /** The same of time series. */
    public ModelRecord withSeries(SeriesLayout layout) {
        return new ModelRecord(
                format,
                toolkit,
                kind,
                energy,
                columns,
                header,
                labelColumn,
                normal,
                shape,
                pooling,
                smoothing,
                falsePositives,
                threshold,
                dimensions,
                fittedOn,
                heldOut,
                seed,
                joint,
                coding,
                known,
                layout,
                basis);
    }

    /** The same of curves. */
    public ModelRecord withBasis(SpectralBasis chosen) {
        return new ModelRecord(
                format,
                toolkit,
                kind,
                energy,
                columns,
                header,
                labelColumn,
                normal,
                shape,
                pooling,
                smoothing,
                falsePositives,
                threshold,
                dimensions,
                fittedOn,
                heldOut,
                seed,
                joint,
                coding,
                known,
                series,
                chosen);
    }

    /** How the columns of a table become features. */
    public TableCoding tableCoding() {
        return coding == null ? TableCoding.numbers(columns) : coding.restored(columns);
    }

    /** Whether a sample that equals one of the fit is scored against all others. */
    public boolean leavesOut() {
        return format > OLDEST;
    }

    /** The same of a table. */
    public ModelRecord withColumns(
            List<String> names, boolean fromHeader, String label, String normalText, TableCoding all) {
        return new ModelRecord(
                format,
                toolkit,
                kind,
                energy,
                names,
                fromHeader,
                label,
                normalText,
                shape,
                pooling,
                smoothing,
                falsePositives,
                threshold,
                dimensions,
                fittedOn,
                heldOut,
                seed,
                joint,
                all.stored(),
                known,
                series,
                basis);
    }

    /** With what the fit found out. */
    public ModelRecord fitted(double foundThreshold, int features, int trained, int held) {
        return fitted(foundThreshold, features, trained, held, joint);
    }

    /** The same, with the joint training as it was done. */
    public ModelRecord fitted(double foundThreshold, int features, int trained, int held, JointSettings done) {
        return new ModelRecord(
                format,
                toolkit,
                kind,
                energy,
                columns,
                header,
                labelColumn,
                normal,
                shape,
                pooling,
                smoothing,
                falsePositives,
                foundThreshold,
                features,
                trained,
                held,
                seed,
                done,
                coding,
                known,
                series,
                basis);
    }

    /** Which columns of another table are what, as far as this model knows. */
    public TableChoice table() {
        boolean unknown = labelColumn == null && leavesOut() && kind != SampleKind.VECTORS && kind != SampleKind.CURVES;
        return new TableChoice(labelColumn, unknown ? null : normal, List.of());
    }

    /** What was said of the normal samples of arrays and folders that the model was fitted on, or null. */
    public String normalSamples() {
        return kind == SampleKind.TABLE || kind == SampleKind.SERIES ? null : normal;
    }

    /** For JSON: what the command prints of a fit. */
    public Map<String, Object> summary() {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("kind", kind.name().toLowerCase(Locale.ROOT));
        out.put("energy", energy.name().toLowerCase(Locale.ROOT));
        if (energy.isTrained() && series == null) {
            out.put("trainer", joint.trainer().name().toLowerCase(Locale.ROOT));
        }
        if (series != null) {
            out.put("window", series.window());
            out.put("stride", series.stride());
            if (series.period() > 0) out.put("period", series.period());
            if (series.group() != null) out.put("group", series.group());
            if (series.time() != null) out.put("time", series.time());
        }
        if (basis != null) {
            out.put("values", shape[0]);
            out.put("basis", basis.kind().name().toLowerCase(Locale.ROOT));
            out.put("modes", basis.modes());
        }
        if (kind == SampleKind.TABLE || kind == SampleKind.SERIES || kind == SampleKind.CURVES) {
            if (kind != SampleKind.CURVES) out.put("features", columns);
            if (labelColumn != null) out.put("label", labelColumn + " (normal: " + normal + ")");
            if (coding != null && coding.id() != null) out.put("id", coding.id());
            if (coding != null && coding.unlabelled() > 0) out.put("unlabelled", coding.unlabelled());
            if (coding != null && !coding.leftOut().isEmpty()) out.put("left_out", coding.leftOut());
            if (coding != null && !coding.takenAsMissing().isEmpty()) {
                out.put("taken_as_missing", coding.takenAsMissing());
            }
        }
        out.put("seed", seed);
        out.put("dimensions", dimensions);
        out.put("fitted_on", fittedOn);
        out.put("held_out", heldOut);
        if (known != null) {
            out.put("clean", known.clean());
            out.put("known_anomalies", known.anomalies());
            out.put("removed", known.removed());
        }
        out.put("false_positives", falsePositives);
        out.put("threshold", threshold);
        double least = 1.0 / (heldOut + 1);
        if (least > falsePositives) {
            out.put(
                    "warning",
                    "the threshold rests on " + heldOut
                            + (known != null && known.clean() > 0 ? " clean" : " normal")
                            + " samples, which cannot tell a rate below " + Math.round(1000 * least) / 1000.0
                            + "; more normal samples make it hold");
        }
        return out;
    }
}
