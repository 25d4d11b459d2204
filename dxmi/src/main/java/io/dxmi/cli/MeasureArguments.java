package io.dxmi.cli;

import io.dxmi.eval.reference.Metric;
import io.dxmi.evaluation.FeatureWorkers;
import io.dxmi.evaluation.ReferenceEvaluation;
import io.dxmi.samplers.StopFlag;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.engine.Devices;
import io.dxmi.samplers.image.CentreCrop;
import io.dxmi.samplers.image.Filter;
import io.dxmi.samplers.image.ImageTransform;
import io.dxmi.samplers.image.Resize;
import io.dxmi.samplers.image.SkippedImages;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** How pictures become features. */
public final class MeasureArguments {

    private static final Pattern SIZE = Pattern.compile("(\\d{1,5})x(\\d{1,5})(?::(\\w+))?");

    /** Options that mean nothing for points. */
    private static final Set<String> PICTURES =
            Set.of("--extractor", "--crop", "--resize", "--skip-corrupt", "--batch", "--training", "--jobs");

    /** Options that mean something only beside a reference. */
    static final Set<String> FOR_REFERENCE = Set.of(
            "--extractor",
            "--crop",
            "--resize",
            "--skip-corrupt",
            "--batch",
            "--training",
            "--keep",
            "--number",
            "--seed",
            "--metrics",
            "--jobs",
            "--out");

    @Option(
            names = "--extractor",
            paramLabel = "scattering | digits | pixels | FILE",
            description =
                    "Features of images: a fixed wavelet transform (scattering, the default), the built-in classifier of"
                            + " 8 x 8 digits, the pixels themselves, weights of EfficientNet-Lite0, 1 or 2 (.pth), or a TorchScript file. inception-2015-12-05.pt and pytorch-fid's network are known by their names;"
                            + " for others FILE.yaml says how they are fed. A TorchScript file is a program; see --trust.")
    private String extractor;

    @Option(
            names = "--crop",
            paramLabel = "SIZE",
            description = "Cut the middle out of each image as diffusion models on ImageNet and LSUN were trained.")
    private Integer crop;

    @Option(
            names = "--resize",
            paramLabel = "HxW[:FILTER]",
            description = "Resize each image as Pillow does: box, bilinear, bicubic (the default) or lanczos.")
    private String resize;

    @Option(names = "--skip-corrupt", description = "Leave images out that cannot be read, and count them.")
    private boolean skipCorrupt;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "50",
            description = "Images per call of the extractor (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(
            names = "--keep",
            paramLabel = "N",
            defaultValue = "10000",
            description = "Features of each side that take part in KID, precision and other distances between points"
                    + " (default: ${DEFAULT-VALUE}).")
    private int keep;

    @Option(
            names = {"-n", "--number"},
            paramLabel = "N",
            description = "Use a random choice of N images or points, of all inputs together (default: all; of a run:"
                    + " 10,000 are drawn).")
    private Integer number;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Seed of every random choice (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Mixin
    private JobsArguments jobs;

    private final SkippedImages skipped = new SkippedImages();

    /** Whether this process is a worker of {@code --jobs}. */
    boolean isWorker() {
        return jobs.isWorker();
    }

    /** Does what the pool asks for that started this process. */
    int work(ReferenceEvaluation how, Path first) {
        return JobsArguments.work(new StopFlag(), true, FeatureWorkers.work(how, first));
    }

    /** Whether there are workers. */
    boolean hasWorkers() {
        return jobs.areSeveral();
    }

    /**
     * What was asked for.
     *
     * @param spec of the command
     * @param metrics empty for all that can be computed
     * @param device name as of {@code --device}
     */
    public ReferenceEvaluation measuring(
            CommandSpec spec, Optional<Set<Metric>> metrics, Optional<Path> training, String device) {
        return new ReferenceEvaluation(
                extractor == null ? "" : extractor,
                transform(),
                skipCorrupt ? Optional.of(skipped) : Optional.empty(),
                number == null ? Integer.MAX_VALUE : number,
                keep,
                batch,
                seed,
                metrics,
                training,
                given(spec).stream()
                        .filter(PICTURES::contains)
                        .map(option -> option.substring("--".length()))
                        .toList(),
                Devices.named(device),
                hasWorkers()
                        ? new FeatureWorkers(Optional.of(() -> jobs.pool(spec, weights(), new StopFlag())))
                        : FeatureWorkers.NONE);
    }

    /** Memory of the extractor's weights and of their features, bytes. */
    private long weights() {
        return extractor == null ? 0 : 5 * Path.of(extractor).toFile().length();
    }

    /** The options of a command that the user typed, by their long names. */
    public static List<String> given(CommandSpec spec) {
        return spec.commandLine().getParseResult().matchedOptions().stream()
                .map(OptionSpec::longestName)
                .toList();
    }

    private ImageTransform transform() {
        if (crop != null && resize != null) throw new UserError("expected --crop or --resize, got both");
        if (crop != null) {
            if (crop < 1) throw new UserError("--crop must be at least 1, got " + crop);
            return new CentreCrop(crop);
        }
        if (resize == null) return ImageTransform.none();
        Matcher size = SIZE.matcher(resize);
        if (!size.matches() || size.group(1).matches("0+") || size.group(2).matches("0+")) {
            throw new UserError("--resize must be HxW or HxW:FILTER, such as 64x64:lanczos, got " + resize);
        }
        Filter filter = size.group(3) == null ? Filter.BICUBIC : Filter.named(size.group(3));
        return new Resize(Integer.parseInt(size.group(1)), Integer.parseInt(size.group(2)), filter);
    }

    /** How many samples a run draws. */
    int drawn() {
        return number == null ? 10_000 : number;
    }

    long seed() {
        return seed;
    }

    SkippedImages skipped() {
        return skipped;
    }
}
