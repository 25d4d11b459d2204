package io.dxmi.eval.feature;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.data.DataSet;
import io.dxmi.samplers.engine.Seeds;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.engine.train.Adam;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.engine.train.RateSchedule;
import io.dxmi.samplers.engine.train.Stats;
import io.dxmi.samplers.engine.train.Update;
import io.dxmi.samplers.net.ConvClassifier;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * How the digit classifier is trained: Adam down the cross-entropy with a cosine rate, every image moved by up to one
 * pixel along both axes, and the running average of the weights kept.
 *
 * @param decay of the running average, warmed up as (1 + i) / (10 + i)
 * @param seed of weights, order and shifts
 */
record DigitTraining(ConvClassifier network, int epochs, int batch, double rate, double decay, long seed) {

    static final int CLASSES = 10;
    static final String WEIGHTS = "digits";
    static final String PHASE = "digit classifier";
    private static final float PAPER = -1;

    static DigitTraining standard() {
        return new DigitTraining(new ConvClassifier(1, 8, 32, 32, CLASSES), 40, 64, 4e-3, 0.99, 0);
    }

    /** For a set some forty times as large, of pictures of that side. */
    static DigitTraining pictures(int side) {
        return new DigitTraining(new ConvClassifier(1, side, 16, 64, CLASSES), 8, 128, 2e-3, 0.99, 0);
    }

    /** The averaged weights after training on {@code data}; nothing stays in {@code root}. */
    Map<String, HostTensor> run(NDManager root, DataSet data, Progress progress) {
        int perEpoch = data.rows() / batch;
        RateSchedule rates = RateSchedule.cosine((long) epochs * perEpoch, 0);
        progress.begin(PHASE, 0, epochs);
        try (NDManager own = root.newSubManager();
                Learner learner =
                        new Learner(own, Weights.initial(own, WEIGHTS, network.parameters(), seed), Adam.of(rate))) {
            Update update = learner.compile(new CrossEntropy(network, WEIGHTS));
            for (int epoch = 0; epoch < epochs; epoch++) {
                SplittableRandom random = new SplittableRandom(Seeds.mix(seed, epoch));
                int[] order = permutation(random, data.rows());
                double loss = 0;
                for (int k = 0; k < perEpoch; k++) {
                    long i = (long) epoch * perEpoch + k;
                    int[] rows = Arrays.copyOfRange(order, k * batch, (k + 1) * batch);
                    loss += step(own, update, rates.factor(i), data.select(rows), random)
                                    .loss()
                            / perEpoch;
                    learner.average(Math.min(decay, (1.0 + i) / (10.0 + i)));
                }
                progress.step(PHASE, epoch + 1, Map.of("loss", loss));
            }
            progress.end(PHASE);
            return learner.average().toHost();
        }
    }

    private Stats step(NDManager own, Update update, double factor, DataSet part, SplittableRandom random) {
        float[] labels = new float[batch * CLASSES];
        for (int i = 0; i < batch; i++) labels[i * CLASSES + part.labels()[i]] = 1;
        try (NDManager scope = own.newSubManager()) {
            NDArray images =
                    Torch.array(scope, shifted(part.values(), random), batch, 1, network.size(), network.size());
            return update.apply(factor, 0, images, Torch.array(scope, labels, batch, CLASSES));
        }
    }

    /** Each image moved by -1, 0 or 1 pixel along both axes; what comes in is paper. */
    private float[] shifted(float[] images, SplittableRandom random) {
        int size = network.size();
        float[] out = new float[images.length];
        Arrays.fill(out, PAPER);
        for (int from = 0; from < images.length; from += size * size) {
            int dy = random.nextInt(-1, 2);
            int dx = random.nextInt(-1, 2);
            for (int y = Math.max(0, -dy); y < Math.min(size, size - dy); y++) {
                for (int x = Math.max(0, -dx); x < Math.min(size, size - dx); x++) {
                    out[from + (y + dy) * size + x + dx] = images[from + y * size + x];
                }
            }
        }
        return out;
    }

    private static int[] permutation(SplittableRandom random, int n) {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
