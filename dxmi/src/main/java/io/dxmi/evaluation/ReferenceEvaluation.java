package io.dxmi.evaluation;

import static io.dxmi.samplers.UserError.parameter;

import ai.djl.Device;
import io.dxmi.eval.feature.Extraction;
import io.dxmi.eval.feature.FeatureExtractor;
import io.dxmi.eval.feature.Selection;
import io.dxmi.eval.feature.Sha256;
import io.dxmi.eval.reference.Comparison;
import io.dxmi.eval.reference.FeatureSet;
import io.dxmi.eval.reference.Measured;
import io.dxmi.eval.reference.Metric;
import io.dxmi.eval.reference.MetricInputs;
import io.dxmi.eval.reference.Neighbours;
import io.dxmi.eval.reference.ReferenceFile;
import io.dxmi.eval.reference.SampleChoice;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.data.DataSet;
import io.dxmi.samplers.engine.Seeds;
import io.dxmi.samplers.image.CorruptImages;
import io.dxmi.samplers.image.ImageSource;
import io.dxmi.samplers.image.ImageTransform;
import io.dxmi.samplers.image.SkippedImages;
import io.dxmi.samplers.tensor.HostTensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Measures samples against a reference.
 *
 * @param extractor for pictures: {@code scattering}, {@code digits}, {@code pixels}, weights of an EfficientNet-Lite or a TorchScript file; empty for scattering
 * @param transform done to each picture first
 * @param skipped where corrupt pictures are counted; empty to refuse them
 * @param most samples that take part
 * @param keep features of each side that take part in distances between points
 * @param asked metrics that must be computed; empty for all that can be
 * @param training where neighbours are looked for; empty for the training data of a run, or a reference of pictures
 * @param pictureParameters names of parameters that were given and that have no meaning for points
 * @param workers processes that call the extractor on pictures of files
 */
public record ReferenceEvaluation(
        String extractor,
        ImageTransform transform,
        Optional<SkippedImages> skipped,
        int most,
        int keep,
        int batch,
        long seed,
        Optional<Set<Metric>> asked,
        Optional<Path> training,
        List<String> pictureParameters,
        Device device,
        FeatureWorkers workers) {

    /** Features of each side without which distances between points mean nothing. */
    static final int FEWEST_KEPT = 10;

    /** Samples that are shown with their neighbours, and neighbours of each. */
    private static final int SHOWN = 16;

    private static final int NEIGHBOURS = 8;

    private static final String REFERENCE = parameter("reference") + " ";
    private static final String TRAINING = parameter("training") + " ";

    /** @throws UserError if a number is too small */
    public ReferenceEvaluation {
        requireAtLeast("batch", batch, 1);
        requireAtLeast("keep", keep, FEWEST_KEPT);
        requireAtLeast("number", most, 2);
    }

    private static void requireAtLeast(String name, int value, int least) {
        if (value < least) throw new UserError(parameter(name) + " must be at least " + least + ", got " + value);
    }

    /** Metrics, why to doubt them, and the picture's data if there are training images. */
    public record Result(
            List<Measured> measured, List<String> warnings, long samples, Optional<Neighbours> neighbours) {}

    /**
     * Measures a file or folder of samples.
     *
     * @throws UserError if the two do not belong together or cannot be read
     */
    public Result files(Path samples, Path reference, Progress progress) {
        if (PointFeatures.holdsVectors(samples)) {
            requireNoPictureOptions(samples.toString());
            return points(PointFeatures.of(samples, choice(most, sampleKeys())), reference, progress);
        }
        try (ImageSource source = ImageFiles.open(samples)) {
            return images(source, source, Optional.empty(), reference, progress);
        }
    }

    /**
     * Measures samples that are yet to be drawn, once it is known that they can be measured.
     *
     * @param count how many
     * @param samples draws them, (count, shape); pictures are clipped to [-1, 1]
     * @param learned pictures that the samples' model was trained on, if they are pictures
     */
    public Result memory(
            String name,
            int count,
            Supplier<float[]> samples,
            long[] shape,
            Optional<ImageSource> learned,
            Path reference,
            Progress progress) {
        if (shape.length == 3) {
            DrawnImages drawn = new DrawnImages(name, count, samples, shape);
            return images(drawn, drawn.example(), learned, reference, progress);
        }
        requireNoPictureOptions(name);
        FeatureSet other = known(reference);
        Comparison.requireFit(other, FeatureSet.POINTS, Math.toIntExact(shape[0]));
        MetricInputs.Side ours = new MetricInputs.Side(name, 0, false, Math.min(count, keep));
        asked.ifPresent(new MetricInputs(FeatureSet.POINTS.brief(), ours, MetricInputs.Side.of(other))::require);
        float[] values = samples.get();
        Sha256 sha = new Sha256();
        sha.add(HostTensor.of(values, values.length).data());
        FeatureSet drawn =
                PointFeatures.of(new DataSet(name, values, shape), name, sha.hex(), choice(most, sampleKeys()));
        return result(new Comparison(drawn, other, seed), Optional.empty(), progress);
    }

    private void requireNoPictureOptions(String points) {
        if (!pictureParameters.isEmpty()) {
            throw new UserError(
                    parameter(pictureParameters.get(0)) + " is for images, but " + points + " holds points");
        }
    }

    private PointFeatures.RowChoice choice(int rows, long keySeed) {
        return new PointFeatures.RowChoice(rows, seed, keep, keySeed);
    }

    private Result points(FeatureSet samples, Path reference, Progress progress) {
        FeatureSet other = known(reference);
        Comparison comparison = named(REFERENCE, () -> new Comparison(samples, other, seed));
        return result(comparison, Optional.empty(), progress);
    }

    /** Points or their statistics. */
    private FeatureSet known(Path reference) {
        return named(
                REFERENCE,
                () -> ReferenceFile.holdsStatistics(reference)
                        ? ReferenceFile.read(reference)
                        : PointFeatures.of(reference, choice(Integer.MAX_VALUE, seed)));
    }

    private Result result(Comparison comparison, Optional<Neighbours> neighbours, Progress progress) {
        asked.ifPresent(comparison.inputs()::require);
        return new Result(
                comparison.evaluate(asked.orElse(EnumSet.allOf(Metric.class)), progress),
                comparison.warnings(),
                comparison.samples().pooled().count(),
                neighbours);
    }

    /** Measures pictures; {@code example} is of their size, and may be read before mistakes are looked for. */
    private Result images(
            ImageSource samples,
            ImageSource example,
            Optional<ImageSource> learned,
            Path reference,
            Progress progress) {
        boolean statistics = named(REFERENCE, () -> ReferenceFile.holdsStatistics(reference));
        try (ImageSource other = statistics ? null : named(REFERENCE, () -> ImageFiles.open(reference));
                ImageSource memories = training.map(path -> named(TRAINING, () -> ImageFiles.open(path)))
                        .orElse(null);
                FeatureExtractor features = NamedExtractor.open(extractor, example, transform, device, progress)) {
            FeatureSet known = statistics ? named(REFERENCE, () -> ReferenceFile.read(reference)) : null;
            requireBefore(samples, known, other, features);
            SampleChoice shown = new SampleChoice(SHOWN, seed);
            FeatureSet ours = reading()
                    .of(
                            List.of(samples),
                            features,
                            most,
                            sampleKeys(),
                            progress,
                            (part, f) -> shown.offer(part.images(), f.pooled()));
            Neighbours near = shown.neighbours(NEIGHBOURS);
            Optional<ImageSource> place = Optional.ofNullable(memories).or(() -> learned);
            boolean inReference = !statistics && place.isEmpty();
            Extraction.Sink sink = inReference ? (part, f) -> near.offer(part.images(), f.pooled()) : (part, f) -> {};
            FeatureSet theirs = statistics
                    ? known
                    : named(
                            REFERENCE,
                            () -> reading().of(List.of(other), features, Integer.MAX_VALUE, seed, progress, sink));
            String option = memories == null ? "" : TRAINING;
            place.ifPresent(source -> named(option, () -> offer(source, near, features, progress)));
            return result(
                    new Comparison(ours, theirs, seed),
                    inReference || place.isPresent() ? Optional.of(near) : Optional.empty(),
                    progress);
        }
    }

    /** Refuses what cannot be, before hours of extraction and not after. */
    private void requireBefore(ImageSource samples, FeatureSet known, ImageSource other, FeatureExtractor features) {
        requireRoom(features);
        if (known != null) {
            named(REFERENCE, () -> {
                Comparison.requireFit(known, features.identity(), features.dimensions());
                return known;
            });
        }
        MetricInputs.Side ours = MetricInputs.Side.of(samples.name(), features, Math.min(most, samples.count()), keep);
        MetricInputs.Side theirs = known != null
                ? MetricInputs.Side.of(known)
                : MetricInputs.Side.of(other.name(), features, other.count(), keep);
        asked.ifPresent(new MetricInputs(features.identity().brief(), ours, theirs)::require);
    }

    /** Covariances of both sides and their factors, full matrices of doubles. */
    static void requireRoom(FeatureExtractor features) {
        long d = Math.max(features.dimensions(), features.spatialDimensions());
        long needed = 4 * d * d * Double.BYTES;
        long most = Runtime.getRuntime().maxMemory();
        if (needed > most) {
            throw new UserError(String.format(
                    Locale.ROOT,
                    "%s gives %,d numbers a picture, whose covariances need about %,d MB, but Java may use %,d MB; bring the pictures to a smaller size with %s, or give Java more memory: DXMI_JAVA_OPTS=-Xmx%dg",
                    features.identity().brief(),
                    d,
                    needed >> 20,
                    most >> 20,
                    parameter("resize"),
                    (needed >> 30) + 2));
        }
    }

    private int offer(ImageSource source, Neighbours near, FeatureExtractor features, Progress progress) {
        return new Extraction(features, transform, reading().corrupt(), batch, workers.calls(features))
                .run(
                        source,
                        Selection.of(source.count(), Integer.MAX_VALUE, seed),
                        progress,
                        (part, f) -> near.offer(part.images(), f.pooled()));
    }

    /** Says of a mistake in which parameter it is. */
    private static <T> T named(String option, Supplier<T> read) {
        try {
            return read.get();
        } catch (UserError e) {
            throw UserError.at(option, e);
        }
    }

    /** What is known of the pictures of all inputs together, or of one file of points. */
    public FeatureSet reference(List<Path> inputs, Progress progress) {
        if (PointFeatures.holdsVectors(inputs.get(0))) {
            if (inputs.size() > 1) throw new UserError("expected one file of points, got " + inputs.size());
            requireNoPictureOptions(inputs.get(0).toString());
            return PointFeatures.of(inputs.get(0), choice(most, seed));
        }
        List<ImageSource> sources = new ArrayList<>();
        try {
            for (Path input : inputs) sources.add(ImageFiles.open(input));
            try (FeatureExtractor features =
                    NamedExtractor.open(extractor, sources.get(0), transform, device, progress)) {
                requireRoom(features);
                return reading().of(sources, features, most, seed, progress, (part, f) -> {});
            }
        } finally {
            sources.forEach(ImageSource::close);
        }
    }

    ImageFeatures reading() {
        return new ImageFeatures(
                transform,
                skipped.<CorruptImages>map(s -> s).orElseGet(CorruptImages::refused),
                batch,
                keep,
                seed,
                workers);
    }

    /** Another choice than the reference's, so that pictures in both sets do not meet themselves more than by chance. */
    private long sampleKeys() {
        return Seeds.mix(seed, 1);
    }
}
