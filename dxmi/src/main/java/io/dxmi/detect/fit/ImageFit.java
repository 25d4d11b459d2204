package io.dxmi.detect.fit;

import io.dxmi.detect.data.Sample;
import io.dxmi.detect.data.Samples;
import io.dxmi.detect.data.UsualImage;
import io.dxmi.detect.energy.KernelFit;
import io.dxmi.detect.feature.Descriptors;
import io.dxmi.detect.feature.Extractor;
import io.dxmi.detect.feature.ImageExtractor;
import io.dxmi.detect.feature.Position;
import io.dxmi.detect.feature.Prepared;
import io.dxmi.detect.feature.Projection;
import io.dxmi.detect.feature.Tiles;
import io.dxmi.detect.model.FittedModel;
import io.dxmi.detect.model.ModelRecord;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;

/** Learns the built-in extractor from normal images, then fits. */
public final class ImageFit {

    /** Sides up to this make one vector: anomalies are other things, not flaws of a part. */
    static final int SMALL = 32;

    /** Larger images are scaled down to this. */
    private static final int SIDE = 128;

    /** Pixels from place to place in a large image. */
    private static final int STRIDE = 4;

    private static final int LEVELS = 3;

    /** Wide enough that the windows of a random texture have steady statistics. */
    private static final double PLACE_SIGMA = 2.5;

    private static final int WHOLE_COMPONENTS = 128;
    private static final int PLACE_COMPONENTS = 40;

    /** Samples that components are taken from. */
    private static final int TAUGHT_BY = 4_000;

    /** Vectors that components of places are taken from. */
    private static final int PLACES = 20_000;

    private final FitOptions options;

    public ImageFit(FitOptions options) {
        this.options = options;
    }

    public FittedModel fit(Samples normal, ModelRecord about, Progress progress) {
        Sample first = normal.at(usual(normal).index());
        if (isWhole(first.shape())) {
            if (options.tile() != 0) {
                throw new UserError(UserError.parameter("tile") + " is for images of more than " + SMALL
                        + " pixels, got " + normal.where());
            }
            return whole(normal, new VectorFit(options), about, progress);
        }
        Tiles tiles = Tiles.of(first, options.tile());
        Prepared prepared = Prepared.like(tiles.cut(first, 0, 0), SIDE);
        Descriptors descriptors =
                new Descriptors(prepared.channels(), prepared.size(), prepared.size() / STRIDE, LEVELS, PLACE_SIGMA);
        return new PlaceFit(options)
                .fit(normal, training -> places(training, tiles, prepared, descriptors, progress), about, progress);
    }

    /** The image that stands for all. */
    static UsualImage usual(Samples images) {
        return UsualImage.of(images, SIDE);
    }

    /** Whether images of a shape make one vector each. */
    static boolean isWhole(long[] shape) {
        return Math.max(shape[1], shape[2]) <= SMALL;
    }

    /** Fits to images that make one vector each. */
    FittedModel whole(Samples normal, RowsFit fit, ModelRecord about, Progress progress) {
        Prepared prepared = Prepared.like(normal.at(usual(normal).index()), SIDE);
        VectorFit.requireEnough(normal.where(), normal.size());
        int size = prepared.size();
        int step = size <= 16 ? 1 : STRIDE;
        Descriptors descriptors = new Descriptors(prepared.channels(), size, size / step, 1, step / 2.0);
        int inputs = descriptors.grid() * descriptors.grid() * descriptors.dimensions();
        float[] raw = PlaceFit.places(
                normal, s -> ImageExtractor.raw(prepared, descriptors, s), inputs, normal.size(), 0, progress);
        float[] teachers = normal.size() <= TAUGHT_BY ? raw : KernelFit.choose(raw, inputs, TAUGHT_BY, options.seed());
        Projection projection = Projection.fit(teachers, inputs, WHOLE_COMPONENTS, 0);
        ImageExtractor extractor = new ImageExtractor(prepared, descriptors, projection, true, 0);
        return fit.fit(normal.where(), extractor, projection.of(raw), about, progress);
    }

    private Extractor places(
            Samples training, Tiles tiles, Prepared prepared, Descriptors descriptors, Progress progress) {
        int inputs = descriptors.dimensions();
        float[] raw = PlaceFit.places(
                training,
                s -> tiles.each(s, tile -> ImageExtractor.raw(prepared, descriptors, tile)),
                inputs,
                PLACES,
                options.seed(),
                progress);
        Projection projection = Projection.fit(raw, inputs, PLACE_COMPONENTS, 0);
        ImageExtractor extractor = new ImageExtractor(prepared, descriptors, projection, false, 0);
        // coordinates within a tile say nothing
        if (!tiles.equals(Tiles.ONE)) return tiles.extractor(extractor);
        return extractor.withPosition(Position.weight(training, extractor));
    }
}
