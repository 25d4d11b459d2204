package io.dxmi.samplers.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.image.Image;
import io.dxmi.samplers.image.ImageSource;
import io.dxmi.samplers.image.ImageTransform;
import io.dxmi.samplers.image.KeptImages;
import io.dxmi.samplers.image.SkippedImages;
import java.util.Arrays;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class ImageBatchesTest {

    /** Picture i has i in its left pixel and 100 + i in its right one; its class is i modulo 3. */
    private record Numbered(int count) implements ImageSource {
        @Override
        public String name() {
            return "numbered";
        }

        @Override
        public String name(int i) {
            return "numbered[" + i + "]";
        }

        @Override
        public Image load(int i) {
            return new Image(1, 2, 1, new byte[] {(byte) i, (byte) (100 + i)});
        }

        @Override
        public int[] labels() {
            int[] labels = new int[count];
            for (int i = 0; i < count; i++) labels[i] = i % 3;
            return labels;
        }
    }

    private static ImageBatches batches(boolean flips) {
        return new ImageBatches(
                "numbered", new Numbered(10), new Numbered(4), ImageTransform.none(), new long[] {1, 1, 2}, flips);
    }

    private static int value(float pixel) {
        return Math.round((pixel + 1) * 127.5f);
    }

    @Test
    void anEpochSeesEveryPictureOnceWithItsClass() {
        try (ImageBatches data = batches(false)) {
            TreeSet<Integer> seen = new TreeSet<>();
            for (int i = 0; i < 5; i++) {
                float[] batch = data.batch(7, i, 2);
                int[] labels = data.labels(7, i, 2);
                for (int k = 0; k < 2; k++) {
                    int number = value(batch[2 * k]);
                    seen.add(number);
                    assertThat(value(batch[2 * k + 1])).isEqualTo(100 + number);
                    assertThat(labels[k]).isEqualTo(number % 3);
                }
            }
            assertThat(seen).hasSize(10);
        }
    }

    @Test
    void aResumedRunSeesWhatItWouldHaveSeen() {
        try (ImageBatches first = batches(true);
                ImageBatches second = batches(true)) {
            for (int i = 0; i < 6; i++) first.batch(7, i, 3);
            assertThat(second.batch(7, 6, 3)).isEqualTo(first.batch(7, 6, 3));
            assertThat(second.batch(7, 2, 3)).isEqualTo(first.batch(7, 2, 3));
            assertThat(second.batch(8, 2, 3)).isNotEqualTo(first.batch(7, 2, 3));
        }
    }

    @Test
    void halfOfThePicturesAreSeenInAMirror() {
        try (ImageBatches data = batches(true)) {
            int mirrored = 0;
            for (int i = 0; i < 200; i++) if (value(data.batch(1, i, 1)[0]) >= 100) mirrored++;
            assertThat(mirrored).isBetween(70, 130);
            for (int i = 0; i < 4; i++) assertThat(value(data.testing()[2 * i])).isEqualTo(i);
        }
    }

    @Test
    void picturesOfAnotherSizeAndTooLargeBatchesAreNamed() {
        try (ImageBatches data = new ImageBatches(
                "numbered", new Numbered(3), new Numbered(3), ImageTransform.none(), new long[] {1, 2, 2}, false)) {
            assertThatThrownBy(() -> data.batch(0, 0, 1))
                    .hasMessageContaining("expected a picture of 2 x 2, got 1 x 2 x 1");
            assertThatThrownBy(() -> data.batch(0, 0, 4)).isInstanceOf(UserError.class);
        }
    }

    /** Pictures 3 and 4 cannot be read: 5 stands in for both, with its class, and each is told of once. */
    @Test
    void thePictureAfterADamagedOneStandsIn() {
        ImageSource damaged = new ImageSource() {
            private final Numbered all = new Numbered(10);

            @Override
            public String name() {
                return all.name();
            }

            @Override
            public int count() {
                return all.count();
            }

            @Override
            public String name(int i) {
                return all.name(i);
            }

            @Override
            public Image load(int i) {
                if (i == 3 || i == 4) throw new UserError(name(i) + ": damaged");
                return all.load(i);
            }

            @Override
            public int[] labels() {
                return all.labels();
            }
        };
        SkippedImages skipped = new SkippedImages();
        ImageTransform none = ImageTransform.none();
        long[] shape = {1, 1, 2};
        try (ImageBatches data = new ImageBatches("damaged", damaged, new Numbered(4), none, shape, false, skipped)) {
            int[] seen = new int[10];
            for (int i = 0; i < 10; i++) {
                float[] batch = data.batch(7, i, 5);
                int[] labels = data.labels(7, i, 5);
                for (int k = 0; k < 5; k++) {
                    int number = value(batch[2 * k]);
                    seen[number]++;
                    assertThat(labels[k]).isEqualTo(number % 3);
                }
            }
            assertThat(seen).containsExactly(5, 5, 5, 0, 0, 15, 5, 5, 5, 5);
            assertThat(data.leftOut()).isEqualTo(2);
        }
        assertThat(skipped.reasons()).contains("numbered[3]: damaged", "numbered[4]: damaged");
    }

    /** Counts the readings of each picture. */
    private record Counted(int side, AtomicIntegerArray readings, boolean decodes) implements ImageSource {
        @Override
        public String name() {
            return "counted";
        }

        @Override
        public int count() {
            return readings.length();
        }

        @Override
        public String name(int i) {
            return "counted[" + i + "]";
        }

        @Override
        public Image load(int i) {
            readings.incrementAndGet(i);
            byte[] pixels = new byte[side * side];
            Arrays.fill(pixels, (byte) i);
            return new Image(side, side, 1, pixels);
        }
    }

    @Test
    void smallPicturesAreReadOnceAndAlike() {
        AtomicIntegerArray readings = new AtomicIntegerArray(6);
        try (ImageBatches data = new ImageBatches(
                "counted",
                new Counted(2, readings, true),
                new Numbered(4),
                ImageTransform.none(),
                new long[] {1, 2, 2},
                true)) {
            TreeSet<Integer> seen = new TreeSet<>();
            for (int i = 0; i < 12; i++) {
                float[] batch = data.batch(7, i, 2);
                seen.add(value(batch[0]));
                seen.add(value(batch[4]));
            }
            assertThat(seen).containsExactly(0, 1, 2, 3, 4, 5);
        }
        for (int i = 0; i < 6; i++) assertThat(readings.get(i)).isEqualTo(1);
    }

    @Test
    void picturesThatDoNotFitAreReadAgain() {
        KeptImages kept = new KeptImages(3, 150); // of one picture, 16 and 64, but not two
        AtomicIntegerArray readings = new AtomicIntegerArray(3);
        Counted source = new Counted(4, readings, true);
        for (int k = 0; k < 5; k++) {
            for (int i = 0; i < 3; i++)
                assertThat(kept.get(i, source::load).at(0, 0, 0)).isEqualTo(i);
        }
        assertThat(readings.get(0)).isEqualTo(1);
        assertThat(readings.get(1)).isEqualTo(5);
        assertThat(readings.get(2)).isEqualTo(5);
    }

    @Test
    void picturesThatNeedNoDecodingAreNotKept() {
        AtomicIntegerArray readings = new AtomicIntegerArray(4);
        ImageSource raw = new Counted(2, readings, false);
        try (ImageBatches data =
                new ImageBatches("raw", raw, new Numbered(4), ImageTransform.none(), new long[] {1, 2, 2}, false)) {
            data.training(4);
            data.training(4);
        }
        for (int i = 0; i < 4; i++) assertThat(readings.get(i)).isEqualTo(2);
    }
}
