package io.dxmi.detect.data;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Samples that are read when they are asked for, so that thousands of images need the memory of a few. */
public interface Samples {

    /** The file or folder, for messages. */
    String where();

    int size();

    /** The i-th sample, read now. @throws io.dxmi.samplers.UserError if its file cannot be read */
    Sample at(int i);

    /** Labels of all, without reading the samples. */
    int[] labels();

    /** The shape of the i-th sample, by as little reading as it takes. @throws io.dxmi.samplers.UserError as {@link #at} */
    default long[] shape(int i) {
        return at(i).shape();
    }

    /** Samples in memory. */
    static Samples of(String where, List<Sample> samples) {
        return new Samples() {
            @Override
            public String where() {
                return where;
            }

            @Override
            public int size() {
                return samples.size();
            }

            @Override
            public Sample at(int i) {
                return samples.get(i);
            }

            @Override
            public int[] labels() {
                return samples.stream().mapToInt(Sample::label).toArray();
            }
        };
    }

    /** These, then others. */
    default Samples and(Samples others) {
        Samples all = this;
        return new Samples() {
            @Override
            public String where() {
                return all.where();
            }

            @Override
            public int size() {
                return all.size() + others.size();
            }

            @Override
            public Sample at(int i) {
                return i < all.size() ? all.at(i) : others.at(i - all.size());
            }

            @Override
            public long[] shape(int i) {
                return i < all.size() ? all.shape(i) : others.shape(i - all.size());
            }

            @Override
            public int[] labels() {
                return IntStream.concat(Arrays.stream(all.labels()), Arrays.stream(others.labels()))
                        .toArray();
            }
        };
    }

    /** Some of them, in the given order. */
    default Samples select(int[] kept) {
        Samples all = this;
        return new Samples() {
            @Override
            public String where() {
                return all.where();
            }

            @Override
            public int size() {
                return kept.length;
            }

            @Override
            public Sample at(int i) {
                return all.at(kept[i]);
            }

            @Override
            public long[] shape(int i) {
                return all.shape(kept[i]);
            }

            @Override
            public int[] labels() {
                int[] labels = all.labels();
                return Arrays.stream(kept).map(i -> labels[i]).toArray();
            }
        };
    }
}
