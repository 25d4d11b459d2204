package io.dxmi.evaluation;

import io.dxmi.eval.feature.Extraction;
import io.dxmi.eval.feature.FeatureExtractor;
import io.dxmi.eval.feature.OneSize;
import io.dxmi.eval.feature.Selection;
import io.dxmi.eval.feature.Sha256;
import io.dxmi.eval.reference.FeatureSet;
import io.dxmi.eval.reference.FeatureSetBuilder;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.engine.Seeds;
import io.dxmi.samplers.image.CorruptImages;
import io.dxmi.samplers.image.Image;
import io.dxmi.samplers.image.ImageSource;
import io.dxmi.samplers.image.ImageTransform;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How pictures become features, the same for both sides.
 *
 * @param transform done to each picture before the extractor's own preparation
 * @param batch pictures per call of the extractor
 * @param keep how many features are kept for distances between points
 * @param workers processes that call the extractor
 */
record ImageFeatures(
        ImageTransform transform, CorruptImages corrupt, int batch, int keep, long seed, FeatureWorkers workers) {

    /**
     * Streams pictures of all sources through the extractor.
     *
     * @param most pictures of all sources together; a random choice if there are more
     * @param keySeed of the choice of kept features
     * @param also hears every batch too
     * @throws io.dxmi.samplers.UserError if fewer than two can be read, or two differ in size although nothing resizes
     */
    FeatureSet of(
            List<ImageSource> sources,
            FeatureExtractor extractor,
            int most,
            long keySeed,
            Progress progress,
            Extraction.Sink also) {
        return of(sources, extractor, Stretch.of(total(sources), most, seed), keySeed, progress, also);
    }

    static int total(List<ImageSource> sources) {
        return sources.stream().mapToInt(ImageSource::count).reduce(0, Math::addExact);
    }

    /** The same of a stretch of those pictures. */
    FeatureSet of(
            List<ImageSource> sources,
            FeatureExtractor extractor,
            Stretch stretch,
            long keySeed,
            Progress progress,
            Extraction.Sink also) {
        FeatureSetBuilder builder = new FeatureSetBuilder(
                extractor.identity(),
                extractor.dimensions(),
                extractor.spatialDimensions(),
                extractor.classes(),
                keep,
                keySeed);
        Sha256 sha = new Sha256();
        Extraction extraction = new Extraction(extractor, transform, corrupt, batch, workers.calls(extractor));
        OneSize sizes = new OneSize();
        int first = 0;
        for (ImageSource source : sources) {
            int from = first;
            int to = from + source.count();
            int[] indices = stretch.within(from, to);
            long before = stretch.before(from);
            boolean[] begun = {false};
            if (before > 0 && indices.length > 0) {
                extraction.first(source, stretch.first(from)).ifPresent(image -> {
                    builder.begin(identity(source, image), before);
                    begun[0] = true;
                });
            }
            extraction.run(source, indices, sizes, progress, (part, features) -> {
                if (!begun[0]) builder.begin(identity(source, part.images().get(0)));
                begun[0] = true;
                builder.add(features);
                Extraction.digest(part, sha);
                also.take(part, features);
            });
            first = to;
        }
        String origin =
                String.join(", ", sources.stream().map(ImageSource::name).toList());
        return builder.set(origin, sha.hex(), preparation(extractor), "8 bits");
    }

    /** Tells sources apart by what is in them, so that a choice does not depend on where files lie. */
    private static long identity(ImageSource source, Image first) {
        return Seeds.mix(Arrays.hashCode(first.pixels()), source.count());
    }

    /**
     * Pictures of all sources together that take part.
     *
     * @param chosen their indices, ascending
     * @param from position of the first one there
     * @param to position behind the last one
     */
    record Stretch(int[] chosen, int from, int to) {

        static Stretch of(int total, int most, long seed) {
            int[] chosen = Selection.of(total, most, seed);
            return new Stretch(chosen, 0, chosen.length);
        }

        Stretch part(int first, int behind) {
            return new Stretch(chosen, first, behind);
        }

        /** Those of a source, whose pictures are {@code first} to {@code behind - 1}, counted from its first. */
        int[] within(int first, int behind) {
            return IntStream.range(from, to)
                    .map(i -> chosen[i])
                    .filter(i -> i >= first && i < behind)
                    .map(i -> i - first)
                    .toArray();
        }

        /** How many chosen pictures of a source lie before the stretch. */
        long before(int first) {
            return IntStream.range(0, from).filter(i -> chosen[i] >= first).count();
        }

        /** The first chosen picture of a source, counted from its first. */
        int first(int first) {
            return IntStream.of(chosen).filter(i -> i >= first).findFirst().orElseThrow() - first;
        }
    }

    private String preparation(FeatureExtractor extractor) {
        return transform.description() + "; extractor: "
                + extractor.preparation().description();
    }
}
