package io.dxmi.detect.report;

import io.dxmi.detect.data.ImageFolder;
import io.dxmi.detect.data.TableChoice;
import io.dxmi.detect.model.Detector;
import io.dxmi.detect.model.ModelFolder;
import io.dxmi.detect.model.ModelSamples;
import io.dxmi.detect.model.PerCategory;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.tensor.WriteLock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Scores data with a model folder, or with a folder of models by category, into one file. */
public final class FolderScoring {

    private FolderScoring() {}

    /** Scores the samples of one model. */
    public interface Scorer {
        /** Adds a row for each sample. @return how many they are */
        ScoreReport.Scored add(Detector detector, Path model, Path data, ScoreFile.Rows rows) throws IOException;
    }

    /** Writes the file; it appears once it is complete. @throws UserError if another process writes it */
    public static ScoreReport write(Path model, Path data, Path out, Path maps, TableChoice choice, Progress progress) {
        return write(
                model,
                data,
                out,
                maps,
                (detector, folder, samples, rows) ->
                        rows.add(detector, ModelSamples.of(samples, detector, choice), progress));
    }

    /** As {@link #write(Path, Path, Path, Path, TableChoice, Progress)}, with samples that are scored elsewhere. */
    public static ScoreReport write(Path model, Path data, Path out, Path maps, Scorer scorer) {
        return WriteLock.name(out).during(() -> locked(model, data, out, maps, scorer));
    }

    private static ScoreReport locked(Path model, Path data, Path out, Path maps, Scorer scorer) {
        ScoreFile file = ScoreFile.of(out, maps);
        List<Path> categories = ModelFolder.isModel(model) ? List.of() : ImageFolder.categories(data);
        PerCategory<ScoreReport.Scored> scored = file.write(rows -> {
            if (categories.isEmpty()) return PerCategory.of(one(model, data, rows, scorer));
            Map<String, ScoreReport.Scored> all = new LinkedHashMap<>();
            for (Path category : categories) {
                String name = category.getFileName().toString();
                all.put(name, one(model.resolve(name), category, rows, scorer));
            }
            return PerCategory.of(all);
        });
        return new ScoreReport(scored, out);
    }

    private static ScoreReport.Scored one(Path model, Path data, ScoreFile.Rows rows, Scorer scorer)
            throws IOException {
        try (Detector detector = ModelFolder.read(model)) {
            return scorer.add(detector, model, data, rows);
        }
    }
}
