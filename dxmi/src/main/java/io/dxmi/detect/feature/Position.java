package io.dxmi.detect.feature;

import io.dxmi.detect.data.Samples;
import java.util.Arrays;

/**
 * Whether places of normal images look like the same places of other normal images (objects in a fixed pose) or like any
 * place (textures), and how much coordinates should count among the features accordingly.
 */
public final class Position {

    private static final int IMAGES = 12;

    /** Cells that parts may move between images. */
    private static final int REACH = 3;

    /** The nearest vector nearby may be this much farther than the nearest anywhere. */
    private static final double TOLERANCE = 1.25;

    private Position() {}

    /** Per cell; 0 where the look of a place does not depend on where it is. */
    public static double weight(Samples training, ImageExtractor extractor) {
        int n = Math.min(IMAGES, training.size());
        float[][] maps = new float[n][];
        for (int i = 0; i < n; i++) maps[i] = extractor.of(training.at(i));
        int places = extractor.rows() * extractor.columns();
        int step = Math.max(1, places / 48);
        double[] anywhere = new double[n * ((places + step - 1) / step)];
        double[] nearby = new double[anywhere.length];
        int count = 0;
        for (int i = 0; i < n; i++) {
            for (int p = 0; p < places; p += step, count++) nearest(maps, i, p, extractor, anywhere, nearby, count);
        }
        Arrays.sort(anywhere, 0, count);
        Arrays.sort(nearby, 0, count);
        double global = anywhere[count / 2];
        double local = nearby[count / 2];
        return local > TOLERANCE * global || global == 0 ? 0 : Math.sqrt(global) / REACH;
    }

    private static void nearest(
            float[][] maps, int image, int place, ImageExtractor e, double[] anywhere, double[] nearby, int at) {
        int d = e.dimensions();
        double best = Double.POSITIVE_INFINITY;
        double near = Double.POSITIVE_INFINITY;
        for (int other = 0; other < maps.length; other++) {
            if (other == image) continue;
            for (int q = 0; q < maps[other].length / d; q++) {
                boolean close = Math.abs(q / e.columns() - place / e.columns()) <= REACH
                        && Math.abs(q % e.columns() - place % e.columns()) <= REACH;
                double enough = close ? near : best;
                double sum = 0;
                for (int k = 0; k < d && sum < enough; k++) {
                    double difference = maps[other][q * d + k] - maps[image][place * d + k];
                    sum += difference * difference;
                }
                best = Math.min(best, sum);
                if (close) near = Math.min(near, sum);
            }
        }
        anywhere[at] = best;
        nearby[at] = near;
    }
}
