package io.dxmi.eval.feature;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.data.DataSet;
import io.dxmi.samplers.data.OptDigits;
import io.dxmi.samplers.data.Split;
import io.dxmi.samplers.engine.Compiled;
import io.dxmi.samplers.engine.Computation;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.image.Image;
import io.dxmi.samplers.image.ImageTransform;
import io.dxmi.samplers.net.ConvClassifier;
import io.dxmi.samplers.tensor.HostTensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A classifier of 8 x 8 digits, trained on this machine in seconds, whose layer before the classes serves as features of
 * the Frechet distance. Images are (N, 1, 8, 8) in [-1, 1], -1 being paper.
 *
 * <p>It is this project's own: distances in its features say nothing about distances in another network's.
 */
public final class DigitClassifier implements FeatureExtractor {

    /** One fifth of the digits is kept from training, to state the accuracy. */
    private static final double TEST_SHARE = 0.2;

    /** Images per forward pass. */
    private static final int CHUNK = 512;

    private final String name;
    private final ConvClassifier network;
    private final NDManager scope;
    private final Compiled compiled;
    private final String sha256;
    private final double testAccuracy;

    private DigitClassifier(
            NDManager root, String name, ConvClassifier network, Map<String, HostTensor> weights, DataSet test) {
        this.name = name;
        this.network = network;
        this.scope = root.newSubManager();
        Weights own = Weights.initial(scope, DigitTraining.WEIGHTS, network.parameters(), 0);
        own.set(weights, "digit classifier");
        this.compiled = new Compiled(scope, featuresAndLogits(network), own);
        this.sha256 = ClassifierCache.digest(weights);
        this.testAccuracy = accuracy(test.values(), test.labels());
    }

    private static Computation featuresAndLogits(ConvClassifier network) {
        return new Computation() {
            @Override
            public List<String> inputs() {
                return List.of("images");
            }

            @Override
            public <T> List<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
                Params<T> p = networks.of(DigitTraining.WEIGHTS);
                return o.exactly(() -> List.of(network.features(o, p, in.get(0)), network.of(o, p, in.get(0))));
            }
        };
    }

    /**
     * Loads the classifier, or trains it and keeps it for the next time.
     *
     * @param cacheFolder made if absent; {@link ClassifierCache#defaultFolder()} for people
     * @param progress hears of the training, and of a file that was damaged or could not be written
     */
    public static DigitClassifier cached(NDManager root, Path cacheFolder, Progress progress) {
        return cached(root, cacheFolder, progress, DigitTraining.standard());
    }

    static DigitClassifier cached(NDManager root, Path cacheFolder, Progress progress, DigitTraining training) {
        Split digits = split();
        ClassifierCache cache = ClassifierCache.of(cacheFolder, training, digits.train());
        Map<String, HostTensor> weights = cache.get(progress, () -> training.run(root, digits.train(), progress));
        return new DigitClassifier(root, "optdigits-cnn", training.network(), weights, digits.test());
    }

    /**
     * The same for grey pictures of ten classes.
     *
     * @param name what reports call the features, before their number
     * @param pictures (N, 1, S, S) in [-1, 1] with labels; the test part states the accuracy
     */
    public static DigitClassifier cached(
            NDManager root, String name, Split pictures, Path cacheFolder, Progress progress) {
        DigitTraining training =
                DigitTraining.pictures(Math.toIntExact(pictures.train().sampleShape()[1]));
        ClassifierCache cache = ClassifierCache.of(cacheFolder, training, pictures.train());
        Map<String, HostTensor> weights = cache.get(progress, () -> training.run(root, pictures.train(), progress));
        return new DigitClassifier(root, name, training.network(), weights, pictures.test());
    }

    static Split split() {
        return Split.stratified(OptDigits.load(), TEST_SHARE, 0);
    }

    @Override
    public int dimensions() {
        return network.features();
    }

    @Override
    public int spatialDimensions() {
        return 0;
    }

    @Override
    public int classes() {
        return DigitTraining.CLASSES;
    }

    /** What a report calls these features. */
    public String name() {
        return name + "-" + dimensions();
    }

    @Override
    public Identity identity() {
        return new Identity(name(), sha256, "frechet");
    }

    @Override
    public ImageTransform preparation() {
        return new FixedSize(network.channels(), network.size(), network.size(), Optional.empty(), name());
    }

    @Override
    public Features of(List<Image> images) {
        int pixels = network.channels() * network.size() * network.size();
        float[] planes = new float[images.size() * pixels];
        for (int i = 0; i < images.size(); i++) images.get(i).planes(planes, i * pixels);
        double[][] probabilities = logits(planes, images.size());
        for (double[] row : probabilities) softmax(row);
        return new Features(features(planes, images.size()), new double[0][], probabilities);
    }

    private static void softmax(double[] row) {
        double max = Arrays.stream(row).max().orElseThrow();
        for (int i = 0; i < row.length; i++) row[i] = Math.exp(row[i] - max);
        double sum = Arrays.stream(row).sum();
        for (int i = 0; i < row.length; i++) row[i] /= sum;
    }

    /** Share of right answers on the digits that were kept from training, in [0, 1]. */
    public double testAccuracy() {
        return testAccuracy;
    }

    /**
     * Features of every image, (n, dimensions).
     *
     * @param images (n, 1, 8, 8) in [-1, 1], row-major
     * @throws IllegalArgumentException if {@code images} does not hold n images of that size
     */
    public double[][] features(float[] images, int n) {
        return run(images, n, 0);
    }

    /** Class scores before the softmax, (n, 10). */
    private double[][] logits(float[] images, int n) {
        return run(images, n, 1);
    }

    private double accuracy(float[] images, int[] labels) {
        double[][] logits = logits(images, labels.length);
        int right = 0;
        for (int i = 0; i < labels.length; i++) {
            double own = logits[i][labels[i]];
            if (Arrays.stream(logits[i]).max().orElseThrow() == own) right++;
        }
        return (double) right / labels.length;
    }

    private double[][] run(float[] images, int n, int output) {
        int size = network.size();
        int pixels = network.channels() * size * size;
        if (images.length != (long) n * pixels) {
            throw new IllegalArgumentException("expected " + n + " images of (" + network.channels() + ", " + size
                    + ", " + size + "), " + (long) n * pixels + " numbers, got " + images.length);
        }
        double[][] rows = new double[n][];
        for (int from = 0; from < n; from += CHUNK) {
            int count = Math.min(CHUNK, n - from);
            float[] part = Arrays.copyOfRange(images, from * pixels, (from + count) * pixels);
            try (NDManager inner = scope.newSubManager()) {
                NDArray x = Torch.array(inner, part, count, network.channels(), size, size);
                float[] flat = Torch.floats(compiled.call(inner, x).get(output));
                int width = flat.length / count;
                for (int i = 0; i < count; i++) {
                    rows[from + i] = new double[width];
                    for (int k = 0; k < width; k++) rows[from + i][k] = flat[i * width + k];
                }
            }
        }
        return rows;
    }

    @Override
    public void close() {
        compiled.close();
        scope.close();
    }
}
