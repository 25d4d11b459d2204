package io.dxmi.eval.feature;

import static org.assertj.core.api.Assertions.assertThat;

import io.dxmi.eval.quality.FrechetDistance;
import io.dxmi.samplers.image.Image;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A distance in these features grows with what makes samples worse, from the floor between two halves of real pictures. */
class ScatteringFeaturesTest {

    private static final int COUNT = 500;

    /** Stripes of random width, angle and colour, and discs on them, in soft light. */
    private static List<Image> pictures(int side, int channels, int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Image> pictures = new ArrayList<>();
        for (int i = 0; i < count; i++) pictures.add(picture(side, channels, random));
        return pictures;
    }

    private static Image picture(int side, int channels, SplittableRandom random) {
        double angle = random.nextDouble() * Math.PI;
        double wave = 0.4 + random.nextDouble();
        double centreX = random.nextDouble() * side;
        double centreY = random.nextDouble() * side;
        double radius = side * (0.1 + 0.2 * random.nextDouble());
        double[] tint = random.doubles(channels, 0.3, 1).toArray();
        byte[] pixels = new byte[side * side * channels];
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                double stripes = Math.sin(wave * (x * Math.cos(angle) + y * Math.sin(angle)));
                boolean disc = Math.hypot(x - centreX, y - centreY) < radius;
                double light = disc ? 0.9 : 0.45 + 0.25 * stripes + 0.2 * x / side;
                for (int c = 0; c < channels; c++) {
                    pixels[(y * side + x) * channels + c] = (byte) clip(255 * light * tint[c]);
                }
            }
        }
        return new Image(side, side, channels, pixels);
    }

    private static int clip(double value) {
        return (int) Math.max(0, Math.min(255, Math.rint(value)));
    }

    /** A share of the mean of the eight neighbours in place of each value. */
    private static Image blurred(Image image, double share) {
        byte[] out = new byte[image.pixels().length];
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                for (int c = 0; c < image.channels(); c++) {
                    double sum = 0;
                    int n = 0;
                    for (int v = Math.max(0, y - 1); v <= Math.min(image.height() - 1, y + 1); v++) {
                        for (int u = Math.max(0, x - 1); u <= Math.min(image.width() - 1, x + 1); u++) {
                            sum += image.at(v, u, c);
                            n++;
                        }
                    }
                    out[(y * image.width() + x) * image.channels() + c] =
                            (byte) clip((1 - share) * image.at(y, x, c) + share * sum / n);
                }
            }
        }
        return new Image(image.height(), image.width(), image.channels(), out);
    }

    private static UnaryOperator<Image> noisy(double deviation) {
        SplittableRandom random = new SplittableRandom(9);
        return image -> {
            byte[] out = new byte[image.pixels().length];
            for (int i = 0; i < out.length; i++) {
                double sum = -6;
                for (int k = 0; k < 12; k++) sum += random.nextDouble(); // nearly Gaussian, of unit deviation
                out[i] = (byte) clip((image.pixels()[i] & 0xff) + deviation * sum);
            }
            return new Image(image.height(), image.width(), image.channels(), out);
        };
    }

    @ParameterizedTest
    @CsvSource({"16,1", "32,3"})
    void theDistanceGrowsWithBlurNoiseAndLostModesFromItsFloor(int side, int channels) {
        List<Image> real = pictures(side, channels, COUNT, 1);
        List<Image> others = pictures(side, channels, COUNT, 2);
        try (ScatteringFeatures features = new ScatteringFeatures(real.get(0))) {
            double[][] reference = features.of(real).pooled();
            assertThat(reference[0]).hasSize(features.dimensions());
            double floor = distance(features, others, reference);
            double itself = FrechetDistance.squared(reference, reference);
            assertThat(itself).isLessThan(1e-6).isLessThan(floor);
            assertGrows(
                    floor,
                    DoubleSteps.of(0.5, 1),
                    share -> distance(
                            features,
                            others.stream().map(image -> blurred(image, share)).toList(),
                            reference));
            assertGrows(
                    floor,
                    DoubleSteps.of(4, 12, 36),
                    deviation -> distance(
                            features, others.stream().map(noisy(deviation)).toList(), reference));
            assertGrows(
                    floor,
                    DoubleSteps.of(0.2, 0.05, 0.01),
                    kept -> distance(
                            features,
                            IntStream.range(0, COUNT)
                                    .mapToObj(i -> others.get(i % (int) Math.ceil(kept * COUNT)))
                                    .toList(),
                            reference));
        }
    }

    private record DoubleSteps(double[] steps) {
        static DoubleSteps of(double... steps) {
            return new DoubleSteps(steps);
        }
    }

    private static void assertGrows(double floor, DoubleSteps steps, java.util.function.DoubleUnaryOperator distance) {
        double before = floor;
        for (double step : steps.steps()) {
            double now = distance.applyAsDouble(step);
            assertThat(now).as("at %s", step).isGreaterThan(before);
            before = now;
        }
        assertThat(before).isGreaterThan(2 * floor);
    }

    private static double distance(ScatteringFeatures features, List<Image> pictures, double[][] reference) {
        return FrechetDistance.squared(features.of(pictures).pooled(), reference);
    }
}
