package io.dxmi.bench;

import io.dxmi.detect.data.Sample;
import io.dxmi.detect.data.SampleKind;
import io.dxmi.samplers.data.DataSet;
import io.dxmi.samplers.data.OptDigits;
import io.dxmi.samplers.image.Image;
import io.dxmi.samplers.image.ImageSource;
import io.dxmi.samplers.image.ImageSources;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;

/**
 * One split of one anomaly detection task.
 *
 * @param kind how the detector sees the rows
 * @param training normal rows; neighbours and support vectors get the same
 * @param test rows
 * @param anomalous of each test row
 * @param shape of a row
 */
record Trial(SampleKind kind, float[][] training, float[][] test, boolean[] anomalous, long[] shape) {

    /** Normal training images of Fashion-MNIST that a split draws; neighbours get the same. */
    private static final int MOST_TRAINING = 20_000;

    /**
     * A split by the task's name: {@code wdbc}; {@code digits9}, {@code pixels9}: all digits but 9 as images or as a table;
     * {@code fashion=5}: only class 5 is normal; {@code fashion-9}: all classes but 9 are.
     */
    static Trial of(String task, int split) {
        if (task.equals("wdbc")) return of(SampleKind.VECTORS, BreastCancer.load(), label -> label != 1, 0.5, split);
        int c = Character.digit(task.charAt(task.length() - 1), 10);
        if (task.startsWith("digits")) return of(SampleKind.IMAGES, digits(), label -> label == c, 0.8, split);
        if (task.startsWith("pixels")) return of(SampleKind.VECTORS, digits(), label -> label == c, 0.8, split);
        return fashion(task.contains("=") ? label -> label != c : label -> label == c, split);
    }

    /** Pixels in [0, 1]. */
    static DataSet digits() {
        DataSet signed = OptDigits.load();
        float[] values = new float[signed.values().length];
        for (int i = 0; i < values.length; i++) values[i] = (signed.values()[i] + 1) / 2;
        return new DataSet(signed.name(), values, signed.sampleShape(), signed.labels());
    }

    private static Trial of(SampleKind kind, DataSet data, IntPredicate anomalous, double share, int split) {
        List<Integer> normal = new ArrayList<>();
        List<Integer> other = new ArrayList<>();
        for (int i = 0; i < data.rows(); i++) (anomalous.test(data.labels()[i]) ? other : normal).add(i);
        int[] order = shuffled(normal, split);
        int count = (int) Math.round(share * order.length);
        int[] test = new int[order.length - count + other.size()];
        boolean[] flags = new boolean[test.length];
        System.arraycopy(order, count, test, 0, order.length - count);
        for (int i = 0; i < other.size(); i++) {
            test[order.length - count + i] = other.get(i);
            flags[order.length - count + i] = true;
        }
        return new Trial(kind, rows(data, Arrays.copyOf(order, count)), rows(data, test), flags, data.sampleShape());
    }

    /** The split draws from the training part; the test part is that of the data set: 1,000 normal rows, 1,000 anomalies. */
    private static Trial fashion(IntPredicate anomalous, int split) {
        try (ImageSource train = fashion("train");
                ImageSource test = fashion("t10k")) {
            int[] chosen = chosen(train, anomalous.negate(), MOST_TRAINING, split);
            int[] normal = chosen(test, anomalous.negate(), 1000, split);
            int[] other = chosen(test, anomalous, 1000, split);
            boolean[] flags = new boolean[normal.length + other.length];
            Arrays.fill(flags, normal.length, flags.length, true);
            float[][] rows = Arrays.copyOf(rows(test, normal), flags.length);
            System.arraycopy(rows(test, other), 0, rows, normal.length, other.length);
            return new Trial(SampleKind.IMAGES, rows(train, chosen), rows, flags, new long[] {1, 28, 28});
        }
    }

    /** The images of Fashion-MNIST, {@code train} or {@code t10k}. */
    static ImageSource fashion(String part) {
        Path folder = Path.of(System.getProperty("fashion", "/usr/share/datasets/fashion-mnist"));
        return ImageSources.open(folder.resolve(part + "-images-idx3-ubyte.gz"));
    }

    static int[] chosen(ImageSource source, IntPredicate wanted, int most, int split) {
        int[] found = shuffled(source.labels(), wanted, split);
        return Arrays.copyOf(found, Math.min(most, found.length));
    }

    static float[][] rows(ImageSource source, int[] numbers) {
        float[][] out = new float[numbers.length][];
        for (int i = 0; i < numbers.length; i++) {
            Image image = source.load(numbers[i]);
            out[i] = new float[image.pixels().length];
            for (int p = 0; p < out[i].length; p++) out[i][p] = (image.pixels()[p] & 0xff) / 255f;
        }
        return out;
    }

    /** The numbers of the labels that are wanted, in the order of a split. */
    static int[] shuffled(int[] labels, IntPredicate wanted, int split) {
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < labels.length; i++) if (wanted.test(labels[i])) found.add(i);
        return shuffled(found, split);
    }

    private static int[] shuffled(List<Integer> numbers, int split) {
        int[] order = numbers.stream().mapToInt(Integer::intValue).toArray();
        SplittableRandom random = new SplittableRandom(1000L + split);
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swap = order[i];
            order[i] = order[j];
            order[j] = swap;
        }
        return order;
    }

    static float[][] rows(DataSet data, int[] numbers) {
        return Arrays.stream(numbers).mapToObj(i -> data.gather(new int[] {i})).toArray(float[][]::new);
    }

    /** Rows as samples. */
    List<Sample> samples(float[][] rows) {
        long[] form = kind == SampleKind.IMAGES ? shape : new long[] {rows[0].length};
        List<Sample> out = new ArrayList<>();
        for (int i = 0; i < rows.length; i++) out.add(Sample.of("row " + i, rows[i], form));
        return out;
    }
}
