package io.dxmi.judge;

import io.dxmi.eval.feature.DigitClassifier;
import io.dxmi.eval.feature.FeatureExtractor;
import io.dxmi.eval.feature.Identity;
import io.dxmi.eval.reference.Measured;
import io.dxmi.eval.reference.Method;
import io.dxmi.eval.reference.Reported;
import io.dxmi.eval.reference.Side;
import io.dxmi.samplers.image.FloatImages;
import io.dxmi.samplers.image.Image;
import java.util.List;
import java.util.stream.IntStream;

/** Features of pictures as networks make and take them. */
interface PictureFeatures extends AutoCloseable {

    /**
     * One row of features a picture.
     *
     * @param pictures flat, (n, C, H, W) in [-1, 1]
     */
    double[][] of(float[] pictures, int n);

    Identity identity();

    /** What is known of the features, beside distances in them. */
    default List<Reported> facts(long seed) {
        return List.of();
    }

    @Override
    void close();

    /** The features of a classifier. */
    static PictureFeatures of(DigitClassifier classifier) {
        return new PictureFeatures() {
            @Override
            public double[][] of(float[] pictures, int n) {
                return classifier.features(pictures, n);
            }

            @Override
            public Identity identity() {
                return classifier.identity();
            }

            @Override
            public List<Reported> facts(long seed) {
                String kept = "pictures that were kept from the training of " + classifier.name();
                return List.of(new Measured(
                        "classifier_accuracy",
                        classifier.testAccuracy(),
                        Method.own("share of pictures whose class has the highest score", identity(), seed),
                        Side.plain(kept, 0, ""),
                        Side.plain("classes of the " + kept, 0, "")));
            }

            @Override
            public void close() {
                classifier.close();
            }
        };
    }

    /**
     * The features of any extractor, of pictures that are rounded to 8 bits.
     *
     * @param shape (C, H, W) of a picture
     */
    static PictureFeatures of(FeatureExtractor extractor, long[] shape) {
        return new PictureFeatures() {
            private static final int BATCH = 64;

            @Override
            public double[][] of(float[] pictures, int n) {
                FloatImages images =
                        FloatImages.clipped("pictures", pictures, (int) shape[0], (int) shape[1], (int) shape[2]);
                double[][] rows = new double[n][];
                for (int from = 0; from < n; from += BATCH) {
                    int to = Math.min(n, from + BATCH);
                    List<Image> batch = IntStream.range(from, to)
                            .mapToObj(i -> extractor.preparation().of(images.load(i)))
                            .toList();
                    System.arraycopy(extractor.of(batch).pooled(), 0, rows, from, to - from);
                }
                return rows;
            }

            @Override
            public Identity identity() {
                return extractor.identity();
            }

            @Override
            public void close() {
                extractor.close();
            }
        };
    }
}
