package io.dxmi.judge;

import io.dxmi.eval.quality.Points;
import io.dxmi.eval.quality.SlicedWasserstein;

/**
 * Sliced Wasserstein-2 distance of pictures as points in the space of their pixels. It sees brightness, colours and contrast,
 * and little of shapes: it shows during training whether samples run away, and is no result.
 *
 * @param reference flat, (n, pixels)
 * @param pixels values of a picture
 */
record PixelDistance(float[] reference, int pixels) implements DistanceToData {

    static final String NAME = "sliced_wasserstein";

    private static final int DIRECTIONS = 100;

    @Override
    public double distance(float[] samples) {
        return SlicedWasserstein.w2(Points.rows(samples, pixels), Points.rows(reference, pixels), DIRECTIONS, 0);
    }
}
