package io.dxmi.detect;

import io.dxmi.samplers.run.Progress;
import io.dxmi.samplers.run.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** From data on disk to a model folder, and from a model folder to samples. */
public final class Detection {

    private Detection() {}

    /**
     * Fits a detector to normal data and writes it.
     *
     * @param out a folder that does not exist or is empty
     * @return what was fitted, by name
     * @throws UserError if the data or an option is not as expected
     */
    public static Map<String, Object> fit(
            Path data, Path out, TableChoice choice, FitOptions options, Progress progress) {
        ModelFolder.requireNew(out);
        FittedModel model = fit(data, choice, options, progress);
        try (Detector detector = model.detector()) {
            ModelFolder.write(out, model);
            return detector.about().summary();
        }
    }

    /**
     * Measures a model on labelled samples.
     *
     * @throws UserError if the data is not of the model's kind, or its labels are missing or all the same
     */
    public static Map<String, Object> evaluate(Path model, Path data, TableChoice choice, Progress progress) {
        try (Detector detector = ModelFolder.read(model)) {
            Samples samples = samples(data, detector, choice);
            return Evaluation.of(detector, samples, progress);
        }
    }

    /**
     * Writes score, p-value and flag of each sample.
     *
     * @param out a new file, .csv or .jsonl
     * @return how many there were and how many were flagged
     */
    public static Map<String, Object> score(Path model, Path data, Path out, TableChoice choice, Progress progress) {
        ScoreFile file = ScoreFile.of(out);
        try (Detector detector = ModelFolder.read(model)) {
            Samples samples = samples(data, detector, choice);
            return file.write(detector, samples, progress);
        }
    }

    static FittedModel fit(Path data, TableChoice choice, FitOptions options, Progress progress) {
        if (!Files.exists(data)) throw new UserError("--data " + data + ": there is no such file or folder");
        TableData.Normal normal = TableData.normal(data, choice);
        TableScaling scaling = normal.scaling();
        ModelRecord about = new ModelRecord(
                ModelRecord.FORMAT,
                "",
                ModelRecord.Kind.TABLE,
                options.energy(),
                scaling.columns(),
                scaling.named(),
                normal.labelColumn(),
                choice.normalText(),
                new long[] {scaling.columns().size()},
                options.pooling(),
                0,
                options.falsePositives(),
                0,
                scaling.columns().size(),
                0,
                0,
                options.seed(),
                options.joint());
        return new VectorFit(options)
                .fit(data.toString(), new TableExtractor(scaling), normal.features(), about, progress);
    }

    /** The samples at a path, as the detector takes them. */
    static Samples samples(Path data, Detector detector, TableChoice choice) {
        if (!Files.exists(data)) throw new UserError("--data " + data + ": there is no such file or folder");
        TableScaling scaling = ((TableExtractor) detector.extractor()).scaling();
        return TableData.samples(data, scaling, choice, detector.about().table());
    }
}
