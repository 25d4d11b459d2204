package io.dxmi.detect.report;

import io.dxmi.detect.data.ImageFolder;
import io.dxmi.detect.data.Sample;
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
import java.util.stream.IntStream;

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
        return Evaluation.means(all);
    }

    /** Without the samples that have no label, if others have. */
    private static Samples labelled(Samples all) {
        int[] labels = all.labels();
        int[] known = IntStream.range(0, labels.length)
                .filter(i -> labels[i] != Sample.UNKNOWN)
                .toArray();
        return known.length == 0 || known.length == labels.length ? all : all.select(known);
    }

    private static Map<String, Object> one(Path model, Path data, TableChoice choice, Path report, Progress progress) {
        try (Detector detector = ModelFolder.read(model)) {
            Samples found = ModelSamples.of(data, detector, choice);
            int all = found.size();
            Samples samples = labelled(found);
            Evaluation.requireBoth(samples);
            long seed = detector.about().seed();
            Cases cases = Cases.of(detector, samples, progress);
            Map<String, Object> measured = new LinkedHashMap<>(Evaluation.of(cases, seed));
            if (samples.size() < all) measured.put("unlabelled", all - samples.size());
            if (report != null) {
                Path page = CasePage.write(report, "Evaluation of " + model, detector, samples, cases, measured);
                measured.put("report", page.toString());
            }
            List<String> categories = Evaluation.categories(cases);
            if (categories.size() == 1) return measured;
            Map<String, Map<String, Object>> each = new LinkedHashMap<>();
            for (String name : categories) each.put(name, Evaluation.of(cases.in(name), seed));
            measured.put("means", Evaluation.means(each).get("metrics"));
            measured.put("categories", each);
            return measured;
        }
    }
}
