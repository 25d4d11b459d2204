package io.dxmi.eval.feature;

import io.dxmi.samplers.image.Filter;
import io.dxmi.samplers.image.Image;
import io.dxmi.samplers.image.ImageTransform;
import io.dxmi.samplers.image.Resize;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Fixed features of any pictures, for a distance that needs no trained network: the scattering transform of two layers
 * (Bruna and Mallat 2013) over a pyramid, averaged over the picture, and the means of a grid of 4 x 4 cells.
 *
 * <p>Of the luminance: for each scale and orientation the mean modulus of the wavelet coefficients, for each scale how unevenly
 * the modulus is distributed, and for each pair of scales and each angle between two orientations the mean modulus of the
 * second layer relative to the first. Of two differences of colours: the mean modulus of each scale. Moduli enter by their
 * logarithm. A picture's spectrum falls with the frequency, and a logarithm weighs all scales alike without a set of reference
 * that would define units: half the contrast at any scale is a step of log 2.
 *
 * <p>Blur, noise, wrong contrast, wrong textures and a wrong layout move the mean of these features, and lost variety
 * shrinks their covariance. They know no objects: a distance in them is no FID.
 */
public final class ScatteringFeatures implements FeatureExtractor {

    /** What commands and settings call it. */
    public static final String NAME = "scattering";

    private static final int GRID = 4;
    private static final int LEAST_SIDE = 8;
    private static final int MOST_SCALES = 4;

    /** Pictures are halved until they are no larger: finer scales cost more than they tell. */
    private static final int MOST_SIDE = 128;

    /** Half a level of 8 bits in [-1, 1]: flat parts have no minus infinity. */
    private static final double FLOOR = 1.0 / 255;

    /** Angles between two of four orientations: 0, 45 and 90 degrees. */
    private static final int ANGLES = 3;

    private final Image like;
    private final int scales;

    /** For pictures of the size and channels of {@code like}. */
    public ScatteringFeatures(Image like) {
        this.like = like;
        int side = Math.min(like.height(), like.width());
        while (side > MOST_SIDE) side /= 2;
        int found = 1;
        while (found < MOST_SCALES && side >> found >= LEAST_SIDE) found++;
        this.scales = found;
    }

    @Override
    public Identity identity() {
        return new Identity(NAME + "-v1 " + like.size(), "", "frechet");
    }

    @Override
    public int dimensions() {
        int luminance = scales * Morlet.ORIENTATIONS + scales + scales * (scales - 1) / 2 * ANGLES;
        return luminance + (like.channels() - 1) * scales + like.channels() * GRID * GRID;
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
        return new FixedSize(like.channels(), like.height(), like.width(), Optional.empty(), "a set of such pictures");
    }

    @Override
    public Features of(List<Image> images) {
        return Features.of(images.parallelStream().map(this::features).toArray(double[][]::new));
    }

    private double[] features(Image image) {
        List<Plane> channels = channels(image);
        double[] out = new double[dimensions()];
        int at = luminance(channels.get(0), out);
        for (Plane colour : channels.subList(1, channels.size())) at = colour(colour, out, at);
        for (Plane channel : channels) {
            channel.cellMeans(GRID, out, at);
            at += GRID * GRID;
        }
        return out;
    }

    /** Grey, or luminance and the differences red - green and blue - yellow, all within [-1, 1]. */
    private static List<Plane> channels(Image given) {
        Image image = given;
        while (Math.min(image.height(), image.width()) > MOST_SIDE) {
            image = new Resize(image.height() / 2, image.width() / 2, Filter.BOX).of(image);
        }
        int area = image.height() * image.width();
        float[] planes = image.planes();
        if (image.channels() == 1) return List.of(new Plane(image.height(), image.width(), planes));
        float[][] opponents = new float[3][area];
        for (int i = 0; i < area; i++) {
            float red = planes[i];
            float green = planes[area + i];
            float blue = planes[2 * area + i];
            opponents[0][i] = (red + green + blue) / 3;
            opponents[1][i] = (red - green) / 2;
            opponents[2][i] = (2 * blue - red - green) / 4;
        }
        List<Plane> channels = new ArrayList<>();
        for (float[] opponent : opponents) channels.add(new Plane(image.height(), image.width(), opponent));
        return channels;
    }

    private int luminance(Plane picture, double[] out) {
        int at = 0;
        Plane level = picture;
        for (int scale = 0; scale < scales; scale++) {
            double uneven = 0;
            double[][] second = new double[scales - scale - 1][ANGLES];
            for (int k = 0; k < Morlet.ORIENTATIONS; k++) {
                Plane modulus = Morlet.modulus(level, k);
                double first = modulus.mean();
                out[at++] = log(first);
                uneven += (log(Math.sqrt(modulus.meanSquare())) - log(first)) / Morlet.ORIENTATIONS;
                secondLayer(modulus, k, log(first), second);
            }
            out[at++] = uneven;
            for (double[] angles : second) {
                for (double angle : angles) out[at++] = angle;
            }
            level = level.halved();
        }
        return at;
    }

    /** Adds, by coarser scale and angle, the mean logarithm of the second layer relative to the first. */
    private static void secondLayer(Plane modulus, int orientation, double first, double[][] sums) {
        Plane coarser = modulus;
        for (double[] angles : sums) {
            coarser = coarser.halved();
            for (int k = 0; k < Morlet.ORIENTATIONS; k++) {
                int angle = Math.abs(k - orientation) % Morlet.ORIENTATIONS;
                angle = Math.min(angle, Morlet.ORIENTATIONS - angle);
                int pairs = Morlet.ORIENTATIONS * (angle == 1 ? 2 : 1);
                angles[angle] += (log(Morlet.modulus(coarser, k).mean()) - first) / pairs;
            }
        }
    }

    private int colour(Plane plane, double[] out, int from) {
        Plane level = plane;
        for (int scale = 0; scale < scales; scale++) {
            double mean = 0;
            for (int k = 0; k < Morlet.ORIENTATIONS; k++)
                mean += Morlet.modulus(level, k).mean() / Morlet.ORIENTATIONS;
            out[from + scale] = log(mean);
            level = level.halved();
        }
        return from + scales;
    }

    private static double log(double value) {
        return Math.log(FLOOR + value);
    }

    @Override
    public void close() {}
}
