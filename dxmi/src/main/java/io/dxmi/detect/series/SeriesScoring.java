package io.dxmi.detect.series;

import io.dxmi.detect.data.DataFiles;
import io.dxmi.detect.data.SampleKind;
import io.dxmi.detect.data.TableChoice;
import io.dxmi.detect.data.TableData;
import io.dxmi.detect.energy.VectorEnergy;
import io.dxmi.detect.feature.WindowExtractor;
import io.dxmi.detect.fit.Outliers;
import io.dxmi.detect.model.Calibration;
import io.dxmi.detect.model.Detector;
import io.dxmi.detect.model.ModelFolder;
import io.dxmi.detect.model.ModelRecord;
import io.dxmi.detect.window.Folds;
import io.dxmi.detect.window.SeriesColumns;
import io.dxmi.detect.window.SeriesReader;
import io.dxmi.detect.window.SeriesTable;
import io.dxmi.detect.window.WindowChoice;
import io.dxmi.detect.window.WindowScores;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.data.Spelling;
import io.dxmi.samplers.tensor.WriteLock;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Scores time series: by a model, or each window by those of other stretches of the same file. */
public final class SeriesScoring {

    private SeriesScoring() {}

    /** Whether a folder holds a model of time series. */
    public static boolean isSeries(Path model) {
        return ModelFolder.isModel(model) && ModelFolder.record(model).kind() == SampleKind.SERIES;
    }

    /** Scores by a model and writes scores, alarms and a picture. @throws UserError if the data is not of the model's kind */
    public static SeriesReport score(Path model, Path data, Path out, TableChoice choice, Progress progress) {
        return WriteLock.name(out).during(() -> {
            SeriesFiles files = SeriesFiles.of(out);
            try (Detector detector = ModelFolder.read(model)) {
                return files.write(scores(detector, data, choice, progress), List.of(), 0);
            }
        });
    }

    /** Ranks the rows of one file and writes scores, alarms and a picture. @throws UserError if the data is not as expected */
    public static SeriesReport outliers(
            Path data, Path out, TableChoice choice, WindowChoice windows, Outliers outliers, Progress progress) {
        return WriteLock.name(out).during(() -> {
            SeriesFiles files = SeriesFiles.of(out);
            SeriesTable table = SeriesFit.table(data, choice, windows);
            Cut cut = Cut.of(table.unlabelled(), windows, 0);
            int[] begins = begins(table, cut.folds(), windows.strideOf(cut.window()));
            double[] scores = cut.scores().of(begins, cut.memory().nearestFolds(cut.folds()), progress);
            double[] rows = cut.scores().ofRows(begins, scores);
            double[] present =
                    Arrays.stream(rows).filter(score -> !Double.isNaN(score)).toArray();
            Calibration calibration = new Calibration(present, outliers.threshold(present));
            SeriesScores scored = new SeriesScores(table, cut.window(), rows, calibration, 0);
            return files.write(scored, table.columns().channelNames(), cut.period());
        });
    }

    /** Scores of the rows of a file. */
    static SeriesScores scores(Detector detector, Path data, TableChoice choice, Progress progress) {
        ModelRecord about = detector.about();
        SeriesTable table = table(about, data, choice);
        WindowExtractor extractor = (WindowExtractor) detector.extractor();
        WindowScores scores = new WindowScores(extractor, table.standardised(extractor));
        int[] begins = begins(
                table, new Folds(List.of(), extractor.window()), about.series().stride());
        if (begins.length == 0) {
            throw new UserError(table.where() + ": expected a series of at least " + extractor.window()
                    + " rows, the window of the model; got " + table.rows() + " rows");
        }
        VectorEnergy energy = detector.energies().get(0);
        AtomicInteger known = new AtomicInteger();
        double[] windows = scores.of(
                begins,
                (features, at) -> {
                    known.addAndGet(remembered(energy, features, extractor.dimensions()));
                    return energy.of(features);
                },
                progress);
        return new SeriesScores(
                table, extractor.window(), scores.ofRows(begins, windows), detector.calibration(), known.get());
    }

    private static SeriesTable table(ModelRecord about, Path data, TableChoice choice) {
        DataFiles.requirePresent(data);
        if (!DataFiles.isTable(data)) {
            throw new UserError(data + ": the model was fitted on time series; expected a table (.csv, .tsv)");
        }
        HashSet<String> known = new HashSet<>(about.header() ? about.columns() : List.of());
        Spelling fitted = about.tableCoding().spelling();
        SeriesTable table = SeriesReader.read(data, known, fitted, head -> SeriesColumns.known(head, about, choice));
        TableData.noteSpelling(table.where(), table.spelling().numbers(), fitted, choice.notes());
        return table;
    }

    private static int remembered(VectorEnergy energy, float[] features, int d) {
        int count = 0;
        for (int at = 0; at < features.length; at += d) {
            if (energy.remembers(Arrays.copyOfRange(features, at, at + d))) count++;
        }
        return count;
    }

    /** Windows of all series. */
    private static int[] begins(SeriesTable table, Folds folds, int stride) {
        return table.parts().stream()
                .flatMapToInt(part -> part.length() < folds.window()
                        ? IntStream.empty()
                        : folds.begins(part.from(), part.to(), stride))
                .toArray();
    }
}
