package io.dxmi.judge;

import io.dxmi.eval.feature.DigitClassifier;
import io.dxmi.eval.quality.FrechetDistance;

/**
 * Squared Fréchet distance in a classifier's features.
 *
 * @param features closed with this
 * @param pixels values of a picture
 * @param real features of the held-out pictures, a row each
 */
record FrechetDistanceToData(DigitClassifier features, int pixels, double[][] real) implements DistanceToData {

    /** @param heldOut flat, (n, pixels) */
    static FrechetDistanceToData of(DigitClassifier features, int pixels, float[] heldOut) {
        return new FrechetDistanceToData(features, pixels, features.features(heldOut, heldOut.length / pixels));
    }

    @Override
    public double distance(float[] samples) {
        return FrechetDistance.squared(features.features(samples, samples.length / pixels), real);
    }

    @Override
    public void close() {
        features.close();
    }
}
