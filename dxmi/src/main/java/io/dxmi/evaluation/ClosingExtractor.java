package io.dxmi.evaluation;

import ai.djl.ndarray.NDManager;
import io.dxmi.eval.feature.FeatureExtractor;
import io.dxmi.eval.feature.Features;
import io.dxmi.eval.feature.Identity;
import io.dxmi.samplers.image.Image;
import io.dxmi.samplers.image.ImageTransform;
import java.util.List;

/** An extractor that owns the scope of its arrays. */
record ClosingExtractor(FeatureExtractor extractor, NDManager scope) implements FeatureExtractor {

    @Override
    public Identity identity() {
        return extractor.identity();
    }

    @Override
    public int dimensions() {
        return extractor.dimensions();
    }

    @Override
    public int spatialDimensions() {
        return extractor.spatialDimensions();
    }

    @Override
    public int classes() {
        return extractor.classes();
    }

    @Override
    public ImageTransform preparation() {
        return extractor.preparation();
    }

    @Override
    public Features of(List<Image> images) {
        return extractor.of(images);
    }

    @Override
    public void close() {
        extractor.close();
        scope.close();
    }
}
