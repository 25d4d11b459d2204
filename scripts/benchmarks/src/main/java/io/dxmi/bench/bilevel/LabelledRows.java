package io.dxmi.bench.bilevel;

import ai.djl.ndarray.NDManager;
import io.dxmi.gcd.bilevel.RowGradients;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.image.ImageSource;
import io.dxmi.samplers.image.ImageSources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;

/**
 * Pictures of Fashion-MNIST with labels.
 *
 * @param pixels (n, 785): pixels in [0, 1] and a last column of ones
 * @param labels (n), 0 to 9
 */
record LabelledRows(float[][] pixels, int[] labels) {

    static final int FEATURES = 785;
    static final int CLASSES = 10;

    /** The part {@code train} or {@code t10k} of the four idx files of a folder, gzipped or not. */
    static LabelledRows read(Path folder, String part) {
        Path pictures = folder.resolve(part + "-images-idx3-ubyte");
        Path zipped = folder.resolve(pictures.getFileName() + ".gz");
        try (ImageSource source = ImageSources.open(Files.exists(zipped) ? zipped : pictures)) {
            float[][] rows = new float[source.count()][FEATURES];
            for (int i = 0; i < rows.length; i++) {
                byte[] bytes = source.load(i).pixels();
                for (int k = 0; k < bytes.length; k++) rows[i][k] = (bytes[k] & 0xff) / 255f;
                rows[i][FEATURES - 1] = 1;
            }
            return new LabelledRows(rows, source.labels());
        }
    }

    LabelledRows some(int[] numbers) {
        return new LabelledRows(
                IntStream.of(numbers).mapToObj(i -> pixels[i]).toArray(float[][]::new),
                IntStream.of(numbers).map(i -> labels[i]).toArray());
    }

    int size() {
        return labels.length;
    }

    /** The rows in native memory with the loss of the classifier; the caller closes both. */
    RowGradients in(NDManager root) {
        float[] x = new float[size() * FEATURES];
        float[] y = new float[size() * CLASSES];
        for (int i = 0; i < size(); i++) {
            System.arraycopy(pixels[i], 0, x, i * FEATURES, FEATURES);
            y[i * CLASSES + labels[i]] = 1;
        }
        return new RowGradients(
                root,
                new SoftmaxRegression(FEATURES, CLASSES),
                Torch.array(root, x, size(), FEATURES),
                Torch.array(root, y, size(), CLASSES));
    }

    /** The share of rows whose largest logit is that of the label. */
    double accuracy(double[] weights) {
        int right = 0;
        for (int i = 0; i < size(); i++) {
            int best = 0;
            double most = Double.NEGATIVE_INFINITY;
            for (int c = 0; c < CLASSES; c++) {
                double logit = 0;
                for (int k = 0; k < FEATURES; k++) logit += pixels[i][k] * weights[c * FEATURES + k];
                if (logit > most) {
                    most = logit;
                    best = c;
                }
            }
            if (best == labels[i]) right++;
        }
        return (double) right / size();
    }
}
