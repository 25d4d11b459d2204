package io.dxmi.detect;

import io.dxmi.detect.archive.ModelArchive;
import io.dxmi.detect.compare.ComparisonReport;
import io.dxmi.detect.compare.DetectorComparison;
import io.dxmi.detect.curve.CurveChoice;
import io.dxmi.detect.data.DataFiles;
import io.dxmi.detect.data.Sample;
import io.dxmi.detect.data.SampleKind;
import io.dxmi.detect.data.Samples;
import io.dxmi.detect.data.TableChoice;
import io.dxmi.detect.energy.EnergyKind;
import io.dxmi.detect.fit.DetectorFit;
import io.dxmi.detect.fit.FitOptions;
import io.dxmi.detect.fit.FolderFit;
import io.dxmi.detect.fit.Outliers;
import io.dxmi.detect.model.Detector;
import io.dxmi.detect.model.ModelRecord;
import io.dxmi.detect.model.PerCategory;
import io.dxmi.detect.onnx.DetectorExport;
import io.dxmi.detect.report.EvaluationReport;
import io.dxmi.detect.report.FolderEvaluation;
import io.dxmi.detect.report.FolderScoring;
import io.dxmi.detect.report.OutlierRanking;
import io.dxmi.detect.report.OutlierReport;
import io.dxmi.detect.report.ScoreReport;
import io.dxmi.detect.series.GrowingFile;
import io.dxmi.detect.series.SeriesEvaluation;
import io.dxmi.detect.series.SeriesFit;
import io.dxmi.detect.series.SeriesFollow;
import io.dxmi.detect.series.SeriesReport;
import io.dxmi.detect.series.SeriesScoring;
import io.dxmi.detect.window.WindowChoice;
import io.dxmi.jobs.WorkerLoop;
import io.dxmi.jobs.WorkerPool;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.program.TrustedPrograms;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What {@code dxmi detect} does, for Java programs: fit, score and evaluate. */
public final class Detection {

    private Detection() {}

    /**
     * Fits a detector to normal data and writes it.
     *
     * @param data a table, arrays, images in a folder, or MVTec AD's layout
     * @param out a folder that does not exist or is empty
     * @return what was fitted, as in {@code model.yaml}
     * @throws io.dxmi.samplers.UserError if the data or an option is not as expected
     */
    public static PerCategory<ModelRecord> fit(
            Path data, Path out, TableChoice choice, FitOptions options, Progress progress) {
        return FolderFit.fit(data, out, choice, options, progress);
    }

    /**
     * Fits a detector to windows of time series and writes it. Rows that are labelled as anomalies are left out.
     *
     * @param data a table of one row a time step
     * @param out a folder that does not exist or is empty
     * @throws io.dxmi.samplers.UserError if the data or an option is not as expected
     */
    public static ModelRecord fitSeries(
            Path data, Path out, TableChoice choice, WindowChoice windows, FitOptions options, Progress progress) {
        return SeriesFit.fit(data, out, choice, windows, options, progress);
    }

    /** Whether a folder holds a model of time series. */
    public static boolean isSeries(Path model) {
        return SeriesScoring.isSeries(model);
    }

    /**
     * Scores the rows of time series: the mean energy of the windows over a row. Alarms are stretches above the threshold.
     *
     * @param model of time series
     * @param out a new file, .csv or .jsonl; alarms and a picture are written beside it
     * @throws io.dxmi.samplers.UserError if the data is not of the model's kind, or a file exists
     */
    public static SeriesReport scoreSeries(Path model, Path data, Path out, TableChoice choice, Progress progress) {
        return SeriesScoring.score(model, data, out, choice, progress);
    }

    /**
     * Scores a series while it grows: passes an answer in JSON on for each line, and a summary where a stream ends.
     *
     * @param model of time series
     * @param file that somebody writes to, which is followed without end; or null for {@code stream}
     * @param warnings gets what is wrong with a line
     * @return what was answered
     * @throws io.dxmi.samplers.UserError if the model is another, or the first line does not fit it
     */
    public static Map<String, Object> follow(
            Path model, Path file, InputStream stream, Consumer<String> answers, Consumer<String> warnings) {
        try (SeriesFollow follow = SeriesFollow.open(model, warnings)) {
            GrowingFile.Sink sink = (number, line) -> {
                String answer = follow.answer(number, line);
                if (answer != null) answers.accept(answer);
            };
            if (file == null) {
                GrowingFile.stream(stream, sink);
            } else {
                DataFiles.requirePresent(file);
                GrowingFile.file(file, sink, warnings);
            }
            return follow.summary();
        }
    }

    /**
     * Ranks the rows of time series, some of which may be odd: each window is compared with those of other stretches. The
     * p-value of a row is a rank among all rows.
     *
     * @param out a new file, .csv or .jsonl; alarms and a picture are written beside it
     * @throws io.dxmi.samplers.UserError if the data are not as expected, or a file exists
     */
    public static SeriesReport seriesOutliers(
            Path data, Path out, TableChoice choice, WindowChoice windows, Outliers outliers, Progress progress) {
        return SeriesScoring.outliers(data, out, choice, windows, outliers, progress);
    }

    /**
     * Measures a model, or a folder of models by category, on labelled samples.
     *
     * @param report new folder for a page of cases, or null for none
     * @return numbers of samples, metrics and their 95 % intervals
     * @throws io.dxmi.samplers.UserError if the data is not of the model's kind, or its labels are missing or all the same
     */
    public static EvaluationReport evaluate(Path model, Path data, TableChoice choice, Path report, Progress progress) {
        return isSeries(model)
                ? SeriesEvaluation.of(model, data, choice, report, progress)
                : FolderEvaluation.of(model, data, choice, report, progress);
    }

    /**
     * Writes score, p-value and flag of each sample. A folder of models by category scores all categories, in order, into
     * the same file.
     *
     * @param out a new file, .csv or .jsonl
     * @param maps folder for a picture of each image's energies, or null for none
     * @return the number of samples and how many of them were flagged
     * @throws io.dxmi.samplers.UserError if the data is not of the model's kind, or the file exists
     */
    public static ScoreReport score(Path model, Path data, Path out, Path maps, TableChoice choice, Progress progress) {
        if (!isSeries(model)) return new FolderScoring(model, data, out, maps, choice).write(progress);
        if (maps != null) throw new UserError(UserError.parameter("maps") + " is for models of images with places");
        SeriesReport series = scoreSeries(model, data, out, choice, progress);
        return new ScoreReport(
                PerCategory.of(
                        new ScoreReport.Scored(series.rows(), series.flagged(), series.known(), series.threshold())),
                series.file());
    }

    /**
     * As {@link #score(Path, Path, Path, Path, TableChoice, Progress)}, with the same bytes, by several processes.
     *
     * @param pools starts processes that do {@link #scoringWork}
     * @throws io.dxmi.samplers.UserError also if the model is of time series
     * @throws io.dxmi.jobs.WorkersEnded if the processes end early
     */
    public static ScoreReport score(
            Path model,
            Path data,
            Path out,
            Path maps,
            TableChoice choice,
            Supplier<WorkerPool> pools,
            Progress progress) {
        if (isSeries(model)) {
            throw new UserError(model + " is a model of time series, which one process scores; expected no "
                    + UserError.parameter("jobs"));
        }
        return new FolderScoring(model, data, out, maps, choice).write(pools, progress);
    }

    /** What a worker does, with the same arguments. */
    public static WorkerLoop.Work scoringWork(Path model, Path data, Path out, Path maps, TableChoice choice) {
        return new FolderScoring(model, data, out, maps, choice).work();
    }

    /**
     * Ranks the samples of one file, some of which may be anomalies: each is compared with all others. Writes score, p-value
     * and flag, the oddest first.
     *
     * @param out a new file, .csv or .jsonl
     * @return how many samples there are and how many of them are flagged
     * @throws io.dxmi.samplers.UserError if the data are not as expected, or the file exists
     */
    public static OutlierReport outliers(
            Path data, Path out, TableChoice choice, Outliers outliers, Progress progress) {
        return OutlierRanking.write(data, out, choice, null, outliers, progress);
    }

    /** As {@link #outliers(Path, Path, TableChoice, Outliers, Progress)}, where each row is one curve. */
    public static OutlierReport outliers(
            Path data, Path out, TableChoice choice, CurveChoice curves, Outliers outliers, Progress progress) {
        return OutlierRanking.write(data, out, choice, curves, outliers, progress);
    }

    /**
     * Compares energies and baselines on random halves of labelled data, or on the parts that a layout has.
     *
     * @param energies in the order of the table; empty for those that suit the data
     * @param splits random halves, at least 1
     * @throws io.dxmi.samplers.UserError if the data are not as expected or have no labels of both kinds
     */
    public static ComparisonReport compare(
            Path data,
            TableChoice choice,
            List<EnergyKind> energies,
            int splits,
            FitOptions options,
            Progress progress) {
        return DetectorComparison.of(data, choice, energies, splits, options, progress);
    }

    /** Whether a folder is a model, or holds models by category. */
    public static boolean isModel(Path folder) {
        return DetectorExport.isModel(folder);
    }

    /**
     * Trusts a TorchScript file from now on ({@link TrustedPrograms#trust}), which may lie in a model that is one file, such as
     * {@code model.dxmi/backbone.pt}.
     *
     * @return why later processes will not know of it, if that cannot be remembered
     * @throws UserError if it is no TorchScript, or its code asks for what is never allowed
     */
    public static Optional<String> trust(Path file) {
        Path model = file.getParent();
        Optional<ModelArchive> archive =
                Files.exists(file) || model == null ? Optional.empty() : ModelArchive.of(model);
        String name = file.getFileName().toString();
        return archive.map(found -> found.unpacked(name::equals, folder -> TrustedPrograms.trust(folder.resolve(name))))
                .orElseGet(() -> TrustedPrograms.trust(file));
    }

    /**
     * Writes {@code detector.onnx}, or {@code CATEGORY.onnx} of each category.
     *
     * @return the files by what they hold
     * @throws io.dxmi.samplers.UserError if it is no model folder, a model cannot be exported, or a file cannot be written
     */
    public static Map<String, Path> exportOnnx(Path model, Path out) {
        return DetectorExport.onnx(model, out);
    }

    /**
     * Fits to samples in memory and scores others.
     *
     * @return the score of each sample, high where normal samples are unlikely
     */
    public static double[] scores(
            SampleKind kind, List<Sample> normal, List<Sample> samples, FitOptions options, Progress progress) {
        Samples all = Samples.of("the normal samples", normal);
        try (Detector detector = DetectorFit.fit(kind, all, options, progress).detector()) {
            return samples.stream()
                    .mapToDouble(sample -> detector.score(sample).score())
                    .toArray();
        }
    }
}
