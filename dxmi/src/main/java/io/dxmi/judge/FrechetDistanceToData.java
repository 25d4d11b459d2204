package io.dxmi.judge;

import io.dxmi.eval.quality.FrechetDistance;
import io.dxmi.eval.reference.Fact;
import io.dxmi.eval.reference.Measured;
import io.dxmi.eval.reference.Method;
import io.dxmi.eval.reference.Reported;
import io.dxmi.eval.reference.Side;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Squared Fréchet distance of pictures to held-out ones.
 *
 * @param features closed with this
 * @param reference origin and number of the held-out pictures
 * @param real features of the held-out pictures, (n, features)
 * @param pixels values of a picture
 * @param seed of the run
 */
record FrechetDistanceToData(PictureFeatures features, Side reference, double[][] real, int pixels, long seed)
        implements DistanceToData {

    /** Name of the distance of samples. */
    static final String NAME = "frechet";

    private static final String HOW = "squared Frechet distance, pivoted Cholesky and singular values, float64";

    /** @param heldOut flat, (n, pixels), the n of {@code reference} */
    static FrechetDistanceToData of(PictureFeatures features, float[] heldOut, Side reference, long seed) {
        int n = Math.toIntExact(reference.count());
        return new FrechetDistanceToData(features, reference, features.of(heldOut, n), heldOut.length / n, seed);
    }

    @Override
    public double distance(float[] samples) {
        return FrechetDistance.squared(features.of(samples, samples.length / pixels), real);
    }

    /** The distance of a training part or of other pictures, flat (n, pixels). */
    Measured measure(String name, float[] pictures, Side side) {
        return measured(name, distance(pictures), HOW, side);
    }

    /** The distance of a network's pictures, flat (n, pixels). */
    Measured measure(String name, float[] samples, String from) {
        return measure(name, samples, new Side(from, "none", "none, float32", samples.length / pixels, ""));
    }

    /** The least of several distances. */
    Measured least(String name, List<Measured> distances) {
        Measured least = distances.stream()
                .min(Comparator.comparingDouble(Measured::number))
                .orElseThrow();
        String names = distances.stream().map(Measured::name).collect(Collectors.joining(", "));
        return measured(name, least.number(), HOW + ", the least of " + names, least.samples());
    }

    /**
     * The distance of samples beside its floor, and the features that both were measured in.
     *
     * @param samples flat, (n, pixels)
     * @param training real pictures for the floor, flat, as {@code trainingSide} describes them
     */
    List<Reported> distances(float[] samples, String from, float[] training, Side trainingSide) {
        List<Reported> found = new ArrayList<>();
        found.add(new Fact("samples", samples.length / pixels));
        found.add(measure(NAME, samples, from));
        found.add(measure("frechet_floor", training, trainingSide));
        found.add(new Fact("features", features.identity().name()));
        if (!features.identity().sha256().isEmpty()) {
            found.add(new Fact("features_sha256", features.identity().sha256()));
        }
        found.addAll(features.facts(seed));
        return found;
    }

    private Measured measured(String name, double value, String how, Side side) {
        return new Measured(name, value, Method.own(how, features.identity(), seed), side, reference);
    }

    @Override
    public void close() {
        features.close();
    }
}
