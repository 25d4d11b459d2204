package io.dxmi.detect.fit;

import io.dxmi.detect.column.TableCoding;
import io.dxmi.detect.curve.CurveChoice;
import io.dxmi.detect.curve.CurveData;
import io.dxmi.detect.curve.CurveExtractor;
import io.dxmi.detect.data.SampleKind;
import io.dxmi.detect.data.Samples;
import io.dxmi.detect.feature.TableExtractor;
import io.dxmi.detect.model.FittedModel;
import io.dxmi.detect.model.ModelRecord;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Fits to curves of one grid, which are seen by their first modes.
 *
 * @param fit of the features
 */
record CurveFit(RowsFit fit, FitOptions options) {

    /** Fits to some of the curves of a file. @throws UserError if they are too short or too few, or an option is for images */
    FittedModel of(CurveData.Curves curves, Samples chosen, Progress progress) {
        Map<String, String> leftOut = new LinkedHashMap<>();
        curves.leftOut().forEach(name -> leftOut.put(name, "dropped"));
        String id = curves.leftOut().stream().findFirst().orElse(null);
        String label = curves.choice().labelColumn();
        String normal = label == null
                ? options.supervision().choice().normal()
                : curves.choice().normalText();
        TableCoding coding = new TableCoding(List.of(), id, leftOut, curves.unlabelled(), curves.spelling());
        return of(chosen, about(chosen).withColumns(List.of(), curves.header(), label, normal, coding), progress);
    }

    /** Fits to samples in memory. @throws UserError as {@link #of(CurveData.Curves, Samples, Progress)} */
    FittedModel of(Samples curves, Progress progress) {
        return of(curves, about(curves), progress);
    }

    private ModelRecord about(Samples curves) {
        return options.about(SampleKind.CURVES, curves.at(0).shape(), 0);
    }

    private FittedModel of(Samples curves, ModelRecord about, Progress progress) {
        if (options.backbone() != null) {
            throw new UserError(UserError.parameter("backbone") + " is for images, got curves in " + curves.where());
        }
        if (options.tile() != 0) {
            throw new UserError(UserError.parameter("tile") + " is for images, got curves in " + curves.where());
        }
        double[][] rows = new double[curves.size()][];
        for (int i = 0; i < rows.length; i++) rows[i] = TableExtractor.exact(curves.at(i));
        CurveChoice choice = options.curves() == null ? CurveChoice.AUTO : options.curves();
        CurveExtractor extractor = CurveExtractor.fit(curves.where(), choice, rows);
        int d = extractor.dimensions();
        float[] features = new float[rows.length * d];
        for (int i = 0; i < rows.length; i++) System.arraycopy(extractor.of(curves.at(i)), 0, features, i * d, d);
        return fit.fit(curves.where(), extractor, features, about.withBasis(extractor.basis()), progress);
    }
}
