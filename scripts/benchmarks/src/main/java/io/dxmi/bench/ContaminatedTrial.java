package io.dxmi.bench;

import io.dxmi.samplers.data.DataSet;
import io.dxmi.samplers.image.ImageSource;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.HostTensor.DType;
import io.dxmi.samplers.tensor.Npz;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.Stream;

/**
 * One split of a task whose training rows hold anomalies. A quarter of the normal rows is for the test, 50 are clean, all
 * others are for training, with as many anomalies among them as make the chosen share, but at most half of all anomalies;
 * 5 anomalies are known, at most 1,500 of the others are for the test.
 *
 * @param images whether rows are images of 28 x 28 bytes, and not vectors
 * @param share of anomalies among the training rows
 * @param anomalous of each test row
 */
record ContaminatedTrial(
        boolean images,
        float[][] training,
        double share,
        float[][] clean,
        float[][] known,
        float[][] test,
        boolean[] anomalous) {

    private static final int CLEAN = 50;
    private static final int KNOWN = 5;
    private static final int MOST_NORMAL = 3_000;
    private static final int MOST_TEST_ANOMALIES = 1_500;

    /**
     * A split by the task's name.
     *
     * @param task {@code wdbc}, {@code pixelsN} (all digits but N, as a table), {@code fashion=N} (only class N is normal),
     *     {@code fashion-N} (all but N)
     * @param wanted share of anomalies among the training rows
     */
    static ContaminatedTrial of(String task, double wanted, int split) {
        if (task.equals("wdbc")) return of(BreastCancer.load(), label -> label != 1, wanted, split);
        int c = Character.digit(task.charAt(task.length() - 1), 10);
        if (task.startsWith("pixels")) return of(Trial.digits(), label -> label == c, wanted, split);
        IntPredicate anomalous = task.contains("=") ? label -> label != c : label -> label == c;
        try (ImageSource source = Trial.fashion("train")) {
            float[][] normal = Trial.rows(source, Trial.chosen(source, anomalous.negate(), MOST_NORMAL, split));
            float[][] other = Trial.rows(source, Trial.chosen(source, anomalous, MOST_NORMAL, split));
            return of(true, normal, other, wanted);
        }
    }

    private static ContaminatedTrial of(DataSet data, IntPredicate anomalous, double wanted, int split) {
        return of(false, rows(data, anomalous.negate(), split), rows(data, anomalous, split), wanted);
    }

    private static float[][] rows(DataSet data, IntPredicate wanted, int split) {
        return Trial.rows(data, Trial.shuffled(data.labels(), wanted, split));
    }

    private static ContaminatedTrial of(boolean images, float[][] normal, float[][] other, double wanted) {
        int tested = normal.length / 4;
        float[][] rest = Arrays.copyOfRange(normal, tested + CLEAN, normal.length);
        int hidden = (int) Math.min(Math.round(wanted * rest.length / (1 - wanted)), other.length / 2);
        float[][] training = joined(rest, Arrays.copyOf(other, hidden));
        int from = hidden + KNOWN;
        float[][] testAnomalies = Arrays.copyOfRange(other, from, Math.min(other.length, from + MOST_TEST_ANOMALIES));
        boolean[] flags = new boolean[tested + testAnomalies.length];
        Arrays.fill(flags, tested, flags.length, true);
        return new ContaminatedTrial(
                images,
                training,
                (double) hidden / training.length,
                Arrays.copyOfRange(normal, tested, tested + CLEAN),
                Arrays.copyOfRange(other, hidden, from),
                joined(Arrays.copyOf(normal, tested), testAnomalies),
                flags);
    }

    private static float[][] joined(float[][] first, float[][] second) {
        return Stream.concat(Arrays.stream(first), Arrays.stream(second)).toArray(float[][]::new);
    }

    /** Writes the files that a user would have: {@code train}, {@code clean}, {@code anomalies} and {@code test.npz}. */
    void write(Path folder) {
        Npz.write(folder.resolve("train.npz"), Map.of("features", array(training)));
        Npz.write(folder.resolve("clean.npz"), Map.of("features", array(clean)));
        Npz.write(folder.resolve("anomalies.npz"), Map.of("features", array(known)));
        long[] labels = new long[anomalous.length];
        for (int i = 0; i < labels.length; i++) labels[i] = anomalous[i] ? 1 : 0;
        Npz.write(
                folder.resolve("test.npz"),
                Map.of("features", array(test), "labels", HostTensor.of(labels, labels.length)));
    }

    private HostTensor array(float[][] rows) {
        int d = rows[0].length;
        if (!images) {
            float[] values = new float[rows.length * d];
            for (int i = 0; i < rows.length; i++) System.arraycopy(rows[i], 0, values, i * d, d);
            return HostTensor.of(values, rows.length, d);
        }
        byte[] bytes = new byte[rows.length * d];
        for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) Math.round(255 * rows[i / d][i % d]);
        int side = (int) Math.round(Math.sqrt(d));
        return new HostTensor(DType.U8, new long[] {rows.length, side, side}, bytes);
    }
}
