package io.dxmi.detect.report;

import io.dxmi.detect.data.ImageFolder;
import io.dxmi.detect.data.Sample;
import io.dxmi.detect.data.Samples;
import io.dxmi.detect.data.TableChoice;
import io.dxmi.detect.model.Detector;
import io.dxmi.detect.model.ModelFolder;
import io.dxmi.detect.model.ModelSamples;
import io.dxmi.eval.reference.Measured;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Measures a model folder, or a folder of models by category, on labelled data. */
public final class FolderEvaluation {

    private FolderEvaluation() {}

    /** Numbers of samples, metrics and their intervals. */
    public static EvaluationReport of(Path model, Path data, TableChoice choice, Path report, Progress progress) {
        if (report != null) ModelFolder.requireNew(UserError.parameter("report"), report);
        List<Path> categories = ImageFolder.categories(data);
        boolean together = ModelFolder.isModel(model);
        for (Path category : categories)
            requireBoth(together ? model : inside(model, category), category, choice, together);
        if (categories.isEmpty() || together) return one(model, data, choice, report, progress);
        Map<String, EvaluationReport> all = new LinkedHashMap<>();
        for (Path category : categories) {
            String name = category.getFileName().toString();
            Path page = report == null ? null : report.resolve(name);
            all.put(name, one(inside(model, category), category, choice, page, progress));
        }
        List<Measured> means = Evaluation.means(all);
        Optional<Path> page = Optional.ofNullable(report)
                .map(folder -> CategoryPage.write(folder, "Evaluation of " + model, means, all));
        return new EvaluationReport(Optional.empty(), means, all, page);
    }

    private static Path inside(Path models, Path category) {
        return models.resolve(category.getFileName().toString());
    }

    /**
     * Requires both classes in a category before the first one is scored; no picture is read.
     *
     * @param without whether a category without labels is left out
     */
    private static void requireBoth(Path model, Path category, TableChoice choice, boolean without) {
        TableChoice silent = new TableChoice(choice.labelColumn(), choice.normal(), choice.drop());
        Samples all = ModelSamples.of(category, ModelFolder.record(model), null, silent);
        if (without && Arrays.stream(all.labels()).allMatch(label -> label == Sample.UNKNOWN)) return;
        Evaluation.requireBoth(labelled(all));
    }

    /** Without the samples that have no label, if others have. */
    private static Samples labelled(Samples all) {
        int[] labels = all.labels();
        int[] known = IntStream.range(0, labels.length)
                .filter(i -> labels[i] != Sample.UNKNOWN)
                .toArray();
        return known.length == 0 || known.length == labels.length ? all : all.select(known);
    }

    private static EvaluationReport one(Path model, Path data, TableChoice choice, Path report, Progress progress) {
        try (Detector detector = ModelFolder.read(model)) {
            Samples found = ModelSamples.of(data, detector, choice);
            Samples samples = labelled(found);
            Evaluation.requireBoth(samples);
            Evaluation evaluation =
                    new Evaluation(samples.where(), detector.about().seed());
            Cases cases = Cases.of(detector, samples, progress);
            EvaluationReport.Labelled all = evaluation.of(cases).leftOut(found.size() - samples.size());
            Optional<Path> page = Optional.ofNullable(report)
                    .map(folder -> CasePage.write(folder, "Evaluation of " + model, detector, samples, cases, all));
            List<String> names = Evaluation.categories(cases);
            if (names.size() == 1) return EvaluationReport.of(all, page);
            Map<String, EvaluationReport> categories = new LinkedHashMap<>();
            for (String name : names) {
                categories.put(name, EvaluationReport.of(evaluation.of(cases.in(name)), Optional.empty()));
            }
            return new EvaluationReport(Optional.of(all), Evaluation.means(categories), categories, page);
        }
    }
}
