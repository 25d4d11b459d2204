package io.dxmi.detect.fit;

import io.dxmi.detect.data.DataFiles;
import io.dxmi.detect.data.ImageFolder;
import io.dxmi.detect.data.TableChoice;
import io.dxmi.detect.model.Detector;
import io.dxmi.detect.model.FittedModel;
import io.dxmi.detect.model.ModelFolder;
import io.dxmi.detect.model.ModelRecord;
import io.dxmi.detect.model.PerCategory;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.WriteLock;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Fits a model folder, or a folder of models by category. */
public final class FolderFit {

    private FolderFit() {}

    /**
     * Fits and writes; the folder appears when every category has its model, and whole.
     *
     * @throws UserError if the data or an option is not as expected, or another process writes to {@code out}
     */
    public static PerCategory<ModelRecord> fit(
            Path data, Path out, TableChoice choice, FitOptions options, Progress progress) {
        return WriteLock.name(out).during(() -> locked(data, out, choice, options, progress));
    }

    private static PerCategory<ModelRecord> locked(
            Path data, Path out, TableChoice choice, FitOptions options, Progress progress) {
        ModelFolder.requireNew(UserError.parameter("out"), out);
        DataFiles.requirePresent(data);
        options.supervision().requirePresent();
        List<Path> categories = ImageFolder.categories(data);
        if (categories.isEmpty() && options.multiClass()) {
            throw new UserError(UserError.parameter("multi-class") + " is for a folder of several categories, got "
                    + UserError.parameter("data") + " " + data);
        }
        if (categories.isEmpty() || options.multiClass()) {
            FittedModel model = DetectorFit.fit(data, choice, options, progress);
            ModelFolder.write(out, model);
            return PerCategory.of(about(model));
        }
        if (options.supervision().isGiven()) {
            throw new UserError(UserError.parameter("clean") + " and " + UserError.parameter("anomalies")
                    + " are for one model, got a folder of categories, " + UserError.parameter("data") + " " + data
                    + "; fit each category by itself, or all as one with "
                    + UserError.parameter("multi-class"));
        }
        Map<String, FittedModel> models = new LinkedHashMap<>();
        for (Path category : categories) {
            models.put(category.getFileName().toString(), DetectorFit.fit(category, choice, options, progress));
        }
        ModelFolder.writeAll(out, models);
        Map<String, ModelRecord> all = new LinkedHashMap<>();
        models.forEach((name, model) -> all.put(name, about(model)));
        return PerCategory.of(all);
    }

    private static ModelRecord about(FittedModel model) {
        try (Detector detector = model.detector()) {
            return detector.about();
        }
    }
}
