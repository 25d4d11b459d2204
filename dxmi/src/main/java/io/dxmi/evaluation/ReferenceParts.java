package io.dxmi.evaluation;

import io.dxmi.eval.feature.FeatureExtractor;
import io.dxmi.eval.reference.FeatureSet;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.image.ImageSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Pictures whose statistics are made in parts. Merged, the parts are what {@link References#build} makes of all at once: the
 * same choice of kept features, and mean and covariance up to rounding.
 */
public final class ReferenceParts implements AutoCloseable {

    private final ReferenceEvaluation how;
    private final List<ImageSource> sources;
    private final FeatureExtractor extractor;
    private final ImageFeatures.Stretch all;

    private ReferenceParts(ReferenceEvaluation how, List<ImageSource> sources, FeatureExtractor extractor) {
        this.how = how;
        this.sources = sources;
        this.extractor = extractor;
        this.all = ImageFeatures.Stretch.of(ImageFeatures.total(sources), how.most(), how.seed());
    }

    /**
     * Opens the pictures and the extractor.
     *
     * @param inputs pictures of all of them count as one set
     * @throws UserError if there are none, or they are points, which are their own features
     */
    public static ReferenceParts open(List<Path> inputs, ReferenceEvaluation how) {
        if (PointFeatures.holdsVectors(inputs.get(0))) {
            throw new UserError(inputs.get(0) + " holds points, which are read at once: expected pictures; use dxmi"
                    + " reference build");
        }
        List<ImageSource> sources = new ArrayList<>();
        try {
            for (Path input : inputs) sources.add(ImageFiles.open(input));
            FeatureExtractor extractor =
                    NamedExtractor.open(how.extractor(), sources.get(0), how.transform(), how.device(), Progress.NONE);
            ReferenceEvaluation.requireRoom(extractor);
            return new ReferenceParts(how, sources, extractor);
        } catch (RuntimeException e) {
            sources.forEach(ImageSource::close);
            throw e;
        }
    }

    /** How many pictures take part. */
    public int count() {
        return all.to();
    }

    /**
     * What is known of some of the pictures.
     *
     * @param from position of the first, from 0
     * @param to behind the last; at least two must be readable
     */
    public FeatureSet part(int from, int to) {
        return how.reading().of(sources, extractor, all.part(from, to), how.seed(), Progress.NONE, (part, f) -> {});
    }

    @Override
    public void close() {
        extractor.close();
        sources.forEach(ImageSource::close);
    }
}
