package io.dxmi.measure;

import ai.djl.Device;
import io.dxmi.eval.compare.Card;
import io.dxmi.eval.compare.Comparison;
import io.dxmi.eval.compare.FeatureSet;
import io.dxmi.eval.compare.Metric;
import io.dxmi.eval.compare.Neighbours;
import io.dxmi.eval.compare.ReferenceFile;
import io.dxmi.eval.feature.Extraction;
import io.dxmi.eval.feature.FeatureExtractor;
import io.dxmi.eval.feature.Selection;
import io.dxmi.eval.feature.Sha256;
import io.dxmi.samplers.checkpoint.HostTensor;
import io.dxmi.samplers.data.DataSet;
import io.dxmi.samplers.engine.Seeds;
import io.dxmi.samplers.image.CorruptImages;
import io.dxmi.samplers.image.FloatImages;
import io.dxmi.samplers.image.Image;
import io.dxmi.samplers.image.ImageSource;
import io.dxmi.samplers.image.ImageTransform;
import io.dxmi.samplers.image.SkippedImages;
import io.dxmi.samplers.run.Progress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Measures samples against a reference.
 *
 * @param extractor for pictures: {@code digits}, {@code pixels} or a TorchScript file
 * @param transform done to each picture first
 * @param skipped where corrupt pictures are counted; empty to refuse them
 * @param most samples that take part
 * @param keep features of each side that take part in distances between points
 * @param training where neighbours are looked for; empty for the reference, if that is pictures
 */
public record Measuring(
        String extractor,
        ImageTransform transform,
        Optional<SkippedImages> skipped,
        int most,
        int keep,
        int batch,
        long seed,
        Set<Metric> metrics,
        Optional<Path> training,
        Device device) {

    /** Samples that are shown with their neighbours, and neighbours of each. */
    private static final int SHOWN = 16;

    private static final int NEIGHBOURS = 8;

    /** Numbers with their cards, why to doubt them, and the picture's data if there are training images. */
    public record Result(List<Card> cards, List<String> warnings, long samples, Optional<Neighbours> neighbours) {}

    /**
     * Measures a file or folder of samples.
     *
     * @throws io.dxmi.samplers.run.UserError if the two do not belong together or cannot be read
     */
    public Result files(Path samples, Path reference, Progress progress) {
        if (Vectors.holdsVectors(samples)) {
            return points(Vectors.of(samples, keep, sampleKeys()), reference, progress);
        }
        try (ImageSource source = Pictures.open(samples)) {
            return images(source, reference, progress);
        }
    }

    /**
     * Measures samples in memory.
     *
     * @param samples (n, shape); pictures in [-1, 1]
     */
    public Result memory(String name, float[] samples, long[] shape, Path reference, Progress progress) {
        if (shape.length == 3) {
            int[] s = Arrays.stream(shape).mapToInt(Math::toIntExact).toArray();
            return images(new FloatImages(name, samples, s[0], s[1], s[2]), reference, progress);
        }
        Sha256 sha = new Sha256();
        sha.add(HostTensor.of(samples, samples.length).data());
        DataSet points = new DataSet(name, samples, shape);
        return points(Vectors.of(points, name, sha.hex(), keep, sampleKeys()), reference, progress);
    }

    private Result points(FeatureSet samples, Path reference, Progress progress) {
        FeatureSet other = ReferenceFile.holdsStatistics(reference)
                ? ReferenceFile.read(reference)
                : Vectors.of(reference, keep, seed);
        Comparison comparison = new Comparison(samples, other, "none", seed);
        return new Result(
                comparison.cards(metrics, progress),
                comparison.warnings(),
                samples.pooled().count(),
                Optional.empty());
    }

    /** Measures pictures. */
    public Result images(ImageSource samples, Path reference, Progress progress) {
        boolean statistics = ReferenceFile.holdsStatistics(reference);
        try (ImageSource other = statistics ? null : Pictures.open(reference);
                Extractors opened = Extractors.open(extractor, samples, transform, device, progress)) {
            FeatureExtractor features = opened.extractor();
            FeatureSet theirs = statistics ? ReferenceFile.read(reference) : null;
            if (statistics) requireFit(theirs, features);
            List<Image> shown = new ArrayList<>();
            List<double[]> shownFeatures = new ArrayList<>();
            FeatureSet ours = reading().of(List.of(samples), features, most, sampleKeys(), progress, (part, f) -> {
                for (int i = 0; i < part.images().size() && shown.size() < SHOWN; i++) {
                    shown.add(part.images().get(i));
                    shownFeatures.add(f.pooled()[i]);
                }
            });
            Neighbours near = new Neighbours(shown, shownFeatures.toArray(double[][]::new), NEIGHBOURS);
            boolean inReference = !statistics && training.isEmpty();
            if (!statistics) {
                Extraction.Sink sink =
                        inReference ? (part, f) -> near.offer(part.images(), f.pooled()) : (part, f) -> {};
                theirs = reading().of(List.of(other), features, Integer.MAX_VALUE, seed, progress, sink);
            }
            training.ifPresent(path -> offerTraining(path, near, features, progress));
            Comparison comparison = new Comparison(ours, theirs, "8 bits", seed);
            return new Result(
                    comparison.cards(metrics, progress),
                    comparison.warnings(),
                    ours.pooled().count(),
                    inReference || training.isPresent() ? Optional.of(near) : Optional.empty());
        }
    }

    /** Before hours of extraction, not after. */
    private void requireFit(FeatureSet reference, FeatureExtractor features) {
        Comparison.requireFit(reference, features.identity(), features.dimensions());
    }

    private void offerTraining(Path path, Neighbours near, FeatureExtractor features, Progress progress) {
        try (ImageSource source = Pictures.open(path)) {
            new Extraction(features, transform, reading().corrupt(), batch)
                    .run(
                            source,
                            Selection.of(source.count(), Integer.MAX_VALUE, seed),
                            progress,
                            (part, f) -> near.offer(part.images(), f.pooled()));
        }
    }

    /** What is known of the pictures, or points, of all inputs together. */
    public FeatureSet reference(List<Path> inputs, Progress progress) {
        if (Vectors.holdsVectors(inputs.get(0))) return Vectors.of(inputs, keep, seed);
        List<ImageSource> sources = new ArrayList<>();
        try {
            for (Path input : inputs) sources.add(Pictures.open(input));
            try (Extractors opened = Extractors.open(extractor, sources.get(0), transform, device, progress)) {
                return reading().of(sources, opened.extractor(), most, seed, progress, (part, f) -> {});
            }
        } finally {
            sources.forEach(ImageSource::close);
        }
    }

    private ImageReading reading() {
        return new ImageReading(
                transform, skipped.<CorruptImages>map(s -> s).orElseGet(CorruptImages::refused), batch, keep, seed);
    }

    /** Another choice than the reference's, so that pictures in both sets do not meet themselves more than by chance. */
    private long sampleKeys() {
        return Seeds.mix(seed, 1);
    }
}
