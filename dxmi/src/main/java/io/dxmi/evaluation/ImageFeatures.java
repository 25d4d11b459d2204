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
        int total = sources.stream().mapToInt(ImageSource::count).reduce(0, Math::addExact);
        int[] chosen = Selection.of(total, most, seed);
        int first = 0;
        for (ImageSource source : sources) {
            int from = first;
            int to = from + source.count();
            int[] indices = IntStream.of(chosen)
                    .filter(i -> i >= from && i < to)
                    .map(i -> i - from)
                    .toArray();
            boolean[] begun = {false};
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

    private String preparation(FeatureExtractor extractor) {
        return transform.description() + "; extractor: "
                + extractor.preparation().description();
    }
}
