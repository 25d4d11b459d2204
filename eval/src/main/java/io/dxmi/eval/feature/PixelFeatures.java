package io.dxmi.eval.feature;

import io.dxmi.samplers.image.Image;
import io.dxmi.samplers.image.ImageTransform;
import java.util.List;
import java.util.Optional;

/** The pixels themselves, in [-1, 1]: crude, but the same everywhere. For small pictures. */
public final class PixelFeatures implements FeatureExtractor {

    private final Image like;

    /** For pictures of the size and channels of {@code like}. */
    public PixelFeatures(Image like) {
        this.like = like;
    }

    @Override
    public Identity identity() {
        return new Identity("pixels " + like.size(), "", "frechet");
    }

    @Override
    public int dimensions() {
        return like.pixels().length;
    }

    @Override
    public int spatialDimensions() {
        return 0;
    }

    @Override
    public int classes() {
        return 0;
    }

    @Override
    public ImageTransform preparation() {
        return new FixedSize(like.channels(), like.height(), like.width(), Optional.empty(), "a set of such pixels");
    }

    @Override
    public Features of(List<Image> images) {
        double[][] rows = new double[images.size()][dimensions()];
        for (int i = 0; i < rows.length; i++) {
            float[] planes = images.get(i).planes();
            for (int k = 0; k < planes.length; k++) rows[i][k] = planes[k];
        }
        return Features.of(rows);
    }

    @Override
    public void close() {}
}
