package io.dxmi.detect.report;

import io.dxmi.detect.data.ImageFolder;
import io.dxmi.detect.data.Samples;
import io.dxmi.detect.data.TableChoice;
import io.dxmi.detect.model.Detector;
import io.dxmi.detect.model.ModelFolder;
import io.dxmi.detect.model.ModelSamples;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Measures a model folder, or a folder of models by category, on labelled data. */
public final class FolderEvaluation {

    private FolderEvaluation() {}

    /** Numbers of samples, metrics and their intervals, by name. */
    public static Map<String, Object> of(Path model, Path data, TableChoice choice, Path report, Progress progress) {
        if (report != null) ModelFolder.requireNew(UserError.parameter("report"), report);
        List<Path> categories = ModelFolder.isModel(model) ? List.of() : ImageFolder.categories(data);
        if (categories.isEmpty()) return one(model, data, choice, report, progress);
        Map<String, Map<String, Object>> all = new LinkedHashMap<>();
        for (Path category : categories) {
            String name = category.getFileName().toString();
            Path page = report == null ? null : report.resolve(name);
            all.put(name, one(model.resolve(name), category, choice, page, progress));
        }
        Map<String, Object> means = Evaluation.means(all);
        if (report != null) {
            means.put(
                    "report",
                    CategoryPage.write(report, "Evaluation of " + model, means).toString());
        }
        return means;
    }

    private static Map<String, Object> one(Path model, Path data, TableChoice choice, Path report, Progress progress) {
        try (Detector detector = ModelFolder.read(model)) {
            Samples samples = ModelSamples.of(data, detector, choice);
            Evaluation.requireBoth(samples);
            long seed = detector.about().seed();
            Cases cases = Cases.of(detector, samples, progress);
            Map<String, Object> measured = new LinkedHashMap<>(Evaluation.of(cases, seed));
            if (report != null) {
                Path page = CasePage.write(report, "Evaluation of " + model, detector, samples, cases, measured);
                measured.put("report", page.toString());
            }
            List<String> categories = Evaluation.categories(cases);
            if (categories.size() == 1) return measured;
            Map<String, Map<String, Object>> all = new LinkedHashMap<>();
            for (String name : categories) all.put(name, Evaluation.of(cases.in(name), seed));
            measured.put("means", Evaluation.means(all).get("metrics"));
            measured.put("categories", all);
            return measured;
        }
    }
}
