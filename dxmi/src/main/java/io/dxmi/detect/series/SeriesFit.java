package io.dxmi.detect.series;

import io.dxmi.detect.column.TableCoding;
import io.dxmi.detect.data.DataFiles;
import io.dxmi.detect.data.SampleKind;
import io.dxmi.detect.data.SeriesLayout;
import io.dxmi.detect.data.TableChoice;
import io.dxmi.detect.energy.EnergyKind;
import io.dxmi.detect.energy.KernelScorer;
import io.dxmi.detect.energy.KernelWeights;
import io.dxmi.detect.feature.WindowExtractor;
import io.dxmi.detect.fit.FitOptions;
import io.dxmi.detect.joint.JointSettings;
import io.dxmi.detect.model.Calibration;
import io.dxmi.detect.model.Detector;
import io.dxmi.detect.model.FittedModel;
import io.dxmi.detect.model.ModelFolder;
import io.dxmi.detect.model.ModelRecord;
import io.dxmi.detect.model.Pooling;
import io.dxmi.detect.window.SeriesColumns;
import io.dxmi.detect.window.SeriesReader;
import io.dxmi.detect.window.SeriesTable;
import io.dxmi.detect.window.SeriesTable.Columns;
import io.dxmi.detect.window.WindowChoice;
import io.dxmi.gcd.energy.KernelEnergy;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.WriteLock;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Fits a kernel energy to windows of normal series. Nothing is trained: the bandwidth comes from the distances between windows of
 * different folds, and so do the scores that the threshold is taken from.
 */
public final class SeriesFit {

    /** Name of the array of scores of windows, beside those of rows. */
    static final String WINDOWS = "calibration.windows";

    /** Scores that a model keeps, evenly spaced among all in order. */
    private static final int KEPT = 10_000;

    private SeriesFit() {}

    /** Fits and writes a model folder. @throws UserError if the data or an option is not as expected */
    public static ModelRecord fit(
            Path data, Path out, TableChoice choice, WindowChoice windows, FitOptions options, Progress progress) {
        return WriteLock.name(out).during(() -> {
            ModelFolder.requireNew(UserError.parameter("out"), out);
            check(options);
            FittedModel model = fitted(data, choice, windows, options, progress);
            ModelFolder.write(out, model);
            try (Detector detector = model.detector()) {
                return detector.about();
            }
        });
    }

    /** Refuses what does nothing here. */
    private static void check(FitOptions options) {
        String window = UserError.parameter("window");
        if (!options.supervision().equals(FitOptions.defaults(0).supervision())) {
            throw new UserError(window + " goes without " + UserError.parameter("clean") + " and "
                    + UserError.parameter("anomalies") + ": label the rows of the series in a column instead");
        }
        if (options.energy() != EnergyKind.KERNEL) {
            throw new UserError(window + " is for " + UserError.parameter("energy") + " kernel");
        }
        if (options.backbone() != null) throw new UserError(UserError.parameter("backbone") + " is for images");
        if (options.tile() != 0) throw new UserError(UserError.parameter("tile") + " is for images");
        if (options.pooling() != null && options.pooling() != Pooling.MAX) {
            throw new UserError(UserError.parameter("pooling") + " is for images");
        }
        if (options.multiClass()) {
            throw new UserError(UserError.parameter("multi-class") + " is for a folder of several categories");
        }
        JointSettings.Trainer trainer = options.joint().trainer();
        if (trainer != JointSettings.Trainer.AUTO && trainer != JointSettings.Trainer.NONE) {
            throw new UserError(UserError.parameter("trainer") + " goes without " + window
                    + ": the energy of windows is not trained");
        }
    }

    private static FittedModel fitted(
            Path data, TableChoice choice, WindowChoice windows, FitOptions options, Progress progress) {
        Cut cut = Cut.of(table(data, choice, windows), windows, options.seed());
        double bandwidth = cut.memory().bandwidth();
        int stride = windows.strideOf(cut.window());
        int[] begins = cut.folds().within(cut.table(), stride);
        if (begins.length == 0) {
            throw new UserError(cut.table().where() + ": expected windows of " + cut.window()
                    + " normal rows from stride to stride, got none; choose a smaller " + UserError.parameter("stride")
                    + " or " + UserError.parameter("window"));
        }
        double[] scores = cut.scores().of(begins, cut.memory().withoutOwnFold(cut.folds(), bandwidth), progress);
        double[] rows = Arrays.stream(cut.scores().ofRows(begins, scores))
                .filter(score -> !Double.isNaN(score))
                .toArray();
        Calibration whole = Calibration.quantile(rows, options.falsePositives());
        Calibration calibration = new Calibration(thinned(whole.scores()), whole.threshold());
        WindowExtractor extractor = cut.scores().extractor();
        Map<String, HostTensor> tensors = new LinkedHashMap<>(extractor.tensors());
        energy(tensors, cut, bandwidth);
        tensors.put("calibration", HostTensor.of(calibration.scores(), calibration.scores().length));
        double[] kept = thinned(new Calibration(scores, 0).scores());
        tensors.put(WINDOWS, HostTensor.of(kept, kept.length));
        ModelRecord about = about(cut, windows, stride, options)
                .fitted(
                        calibration.threshold(),
                        extractor.dimensions(),
                        cut.memory().fold().length,
                        rows.length / cut.window());
        KernelScorer energy = cut.memory().scorer(bandwidth);
        return new FittedModel(new Detector(about, extractor, List.of(energy), calibration), tensors);
    }

    /** The series of a file. */
    static SeriesTable table(Path data, TableChoice choice, WindowChoice windows) {
        DataFiles.requirePresent(data);
        if (!DataFiles.isTable(data)) {
            throw new UserError(UserError.parameter("window")
                    + " is for tables with one row a time step (.csv, .tsv), got " + data);
        }
        return SeriesReader.read(data, Set.of(), null, head -> SeriesColumns.guessed(head, choice, windows.group()));
    }

    private static void energy(Map<String, HostTensor> tensors, Cut cut, double bandwidth) {
        int d = cut.memory().dimensions();
        float[] identity = new float[d * d];
        for (int k = 0; k < d; k++) identity[k * d + k] = 1;
        tensors.put("points", HostTensor.of(cut.memory().points(), cut.memory().fold().length, d));
        KernelWeights.put(
                tensors,
                0,
                Map.of(
                        KernelEnergy.MAP,
                        HostTensor.of(identity, d, d),
                        KernelEnergy.LOG_BANDWIDTH,
                        HostTensor.of(new float[] {(float) Math.log(bandwidth)}, 1),
                        KernelEnergy.LOG_SCALE,
                        HostTensor.of(new float[] {0}, 1)));
    }

    /** Of ascending scores, the least and the greatest among them. */
    private static double[] thinned(double[] scores) {
        int n = scores.length;
        if (n <= KEPT) return scores;
        return IntStream.range(0, KEPT)
                .mapToDouble(i -> scores[(int) ((long) i * (n - 1) / (KEPT - 1))])
                .toArray();
    }

    private static ModelRecord about(Cut cut, WindowChoice windows, int stride, FitOptions options) {
        Columns columns = cut.table().columns();
        TableChoice choice = columns.choice();
        TableCoding coding = new TableCoding(
                List.of(), null, columns.leftOut(), 0, cut.table().spelling());
        long[] shape = {cut.window(), columns.channels().length};
        SeriesLayout layout = new SeriesLayout(
                cut.window(), stride, cut.period(), windows.group(), columns.name(columns.time()), columns.names());
        return options.withJoint(options.joint().withTrainer(JointSettings.Trainer.NONE))
                .about(SampleKind.SERIES, shape, 0)
                .withColumns(
                        columns.channelNames(), columns.header(), choice.labelColumn(), choice.normalText(), coding)
                .withSeries(layout);
    }
}
