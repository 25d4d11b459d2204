package io.dxmi.detect.model;

import io.dxmi.detect.column.TableCoding;
import io.dxmi.detect.curve.CurveData;
import io.dxmi.detect.data.DataFiles;
import io.dxmi.detect.data.Loaded;
import io.dxmi.detect.data.SampleKind;
import io.dxmi.detect.data.Samples;
import io.dxmi.detect.data.TableChoice;
import io.dxmi.detect.data.TableData;
import io.dxmi.detect.feature.Extractor;
import io.dxmi.detect.feature.TableExtractor;
import io.dxmi.samplers.UserError;
import java.nio.file.Path;
import java.util.Locale;

/** Data on disk as samples of a model's kind. */
public final class ModelSamples {

    private ModelSamples() {}

    /**
     * The samples at a path.
     *
     * @param choice of columns, for tables, and of what marks normal samples; what it leaves open is as in the data that the
     *     model was fitted on, as far as {@code data} has such labels or folders
     * @throws UserError if the data is not of the model's kind
     */
    public static Samples of(Path data, Detector detector, TableChoice choice) {
        DataFiles.requirePresent(data);
        return of(data, detector.about(), detector.extractor(), choice);
    }

    /** As {@link #of(Path, Detector, TableChoice)}, of a model that is being fitted. */
    public static Samples of(Path data, ModelRecord about, Extractor extractor, TableChoice choice) {
        SampleKind wanted = about.kind();
        if (DataFiles.isTable(data) && wanted == SampleKind.CURVES) return CurveData.table(data, choice, fitted(about));
        if (DataFiles.isTable(data)) {
            if (wanted != SampleKind.TABLE && wanted != SampleKind.VECTORS) throw otherKind(data, "a table", wanted);
            return TableData.samples(
                    data, ((TableExtractor) extractor).coding(), about.header(), choice, about.table());
        }
        TableChoice known =
                choice.normal() != null ? choice : choice.withNormal(DataFiles.normalIn(data, about.normalSamples()));
        Loaded loaded = DataFiles.load(data, "test", known);
        if (wanted == SampleKind.BACKBONE && loaded.kind() == SampleKind.IMAGES) return loaded.samples();
        boolean rows = wanted == SampleKind.TABLE || wanted == SampleKind.CURVES;
        boolean vectors = rows && loaded.kind() == SampleKind.VECTORS;
        if (loaded.kind() != wanted && !vectors) {
            throw otherKind(data, loaded.kind().name().toLowerCase(Locale.ROOT), wanted);
        }
        return loaded.samples();
    }

    private static CurveData.Fitted fitted(ModelRecord about) {
        TableCoding coding = about.tableCoding();
        return new CurveData.Fitted(
                about.header(), about.table(), coding.leftOut().keySet(), (int) about.shape()[0], coding.spelling());
    }

    private static UserError otherKind(Path data, String came, SampleKind wanted) {
        return new UserError(data + " holds " + came + ", but the model was fitted on "
                + wanted.name().toLowerCase(Locale.ROOT));
    }
}
