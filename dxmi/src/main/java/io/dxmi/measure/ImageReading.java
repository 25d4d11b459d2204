package io.dxmi.measure;

import io.dxmi.eval.compare.FeatureSet;
import io.dxmi.eval.compare.FeatureTally;
import io.dxmi.eval.feature.Extraction;
import io.dxmi.eval.feature.FeatureExtractor;
import io.dxmi.eval.feature.Selection;
import io.dxmi.eval.feature.Sha256;
import io.dxmi.samplers.image.CorruptImages;
import io.dxmi.samplers.image.ImageSource;
import io.dxmi.samplers.image.ImageTransform;
import io.dxmi.samplers.run.Progress;
import io.dxmi.samplers.run.UserError;
import java.util.List;

/**
 * How pictures become features, the same for both sides.
 *
 * @param transform done to each picture before the extractor's own preparation
 * @param batch pictures per call of the extractor
 * @param keep how many features are kept for distances between points
 */
record ImageReading(ImageTransform transform, CorruptImages corrupt, int batch, int keep, long seed) {

    /**
     * Streams pictures of all sources through the extractor.
     *
     * @param most pictures of each source; a random choice if there are more
     * @param keySeed of the choice of kept features
     * @param also hears every batch too
     * @throws UserError if fewer than two can be read
     */
    FeatureSet of(
            List<ImageSource> sources,
            FeatureExtractor extractor,
            int most,
            long keySeed,
            Progress progress,
            Extraction.Sink also) {
        FeatureTally tally = new FeatureTally(
                extractor.identity(),
                extractor.dimensions(),
                extractor.spatialDimensions(),
                extractor.classes(),
                keep,
                keySeed);
        Sha256 sha = new Sha256();
        Extraction extraction = new Extraction(extractor, transform, corrupt, batch);
        for (ImageSource source : sources) {
            extraction.run(source, Selection.of(source.count(), most, seed), progress, (part, features) -> {
                tally.add(features);
                Extraction.digest(part, sha);
                also.take(part, features);
            });
        }
        String origin =
                String.join(", ", sources.stream().map(ImageSource::name).toList());
        return tally.set(origin, sha.hex(), preparation(extractor));
    }

    private String preparation(FeatureExtractor extractor) {
        return transform.description() + "; extractor: "
                + extractor.preparation().description();
    }
}
