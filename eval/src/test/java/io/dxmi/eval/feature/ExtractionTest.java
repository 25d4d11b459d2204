package io.dxmi.eval.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.image.CorruptImages;
import io.dxmi.samplers.image.Image;
import io.dxmi.samplers.image.ImageSource;
import io.dxmi.samplers.image.ImageTransform;
import io.dxmi.samplers.image.SkippedImages;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExtractionTest {

    /** Picture i is one grey pixel of value i; number 3 is corrupt, number {@code wide} has two pixels. */
    private record Numbers(int count, int wide) implements ImageSource {

        @Override
        public String name() {
            return "numbers";
        }

        @Override
        public String name(int i) {
            return "number " + i;
        }

        @Override
        public Image load(int i) {
            if (i == 3) throw new UserError("number 3: is no readable image");
            return i == wide ? new Image(1, 2, 1, new byte[2]) : new Image(1, 1, 1, new byte[] {(byte) i});
        }
    }

    /** The pixel itself, of pictures of any size. */
    private static final class Pixel implements FeatureExtractor {
        @Override
        public Identity identity() {
            return new Identity("pixel", "", "frechet");
        }

        @Override
        public int dimensions() {
            return 1;
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
            return ImageTransform.none();
        }

        @Override
        public Features of(List<Image> images) {
            return Features.of(images.stream()
                    .map(image -> new double[] {image.at(0, 0, 0)})
                    .toArray(double[][]::new));
        }

        @Override
        public void close() {}
    }

    private static List<Double> run(Numbers source, CorruptImages corrupt, int most) {
        List<Double> seen = new ArrayList<>();
        int used = new Extraction(new Pixel(), ImageTransform.none(), corrupt, 4)
                .run(source, Selection.of(source.count(), most, 7), Progress.NONE, (part, features) -> {
                    assertThat(part.indices()).hasSize(features.pooled().length);
                    for (double[] row : features.pooled()) seen.add(row[0]);
                });
        assertThat(used).isEqualTo(seen.size());
        return seen;
    }

    @Test
    void keepsTheOrderAndCountsTheCorrupt() {
        SkippedImages skipped = new SkippedImages();
        assertThat(run(new Numbers(10, -1), skipped, 99)).containsExactly(0., 1., 2., 4., 5., 6., 7., 8., 9.);
        assertThat(skipped.reasons()).containsExactly("number 3: is no readable image");
        assertThatThrownBy(() -> run(new Numbers(10, -1), CorruptImages.refused(), 99))
                .isInstanceOf(UserError.class)
                .hasMessage("number 3: is no readable image");
    }

    @Test
    void mixedSizesAreNamed() {
        assertThatThrownBy(() -> run(new Numbers(10, 8), new SkippedImages(), 99))
                .isInstanceOf(UserError.class)
                .hasMessage("number 8: is 1 x 2 x 1, but number 0 is 1 x 1 x 1; bring them to one size with resize or"
                        + " crop");
    }

    /** Picture i is a grey pixel; going back is what it does not like. */
    private record Tape(List<Integer> read) implements ImageSource {

        @Override
        public String name() {
            return "tape";
        }

        @Override
        public int count() {
            return 400;
        }

        @Override
        public String name(int i) {
            return "tape[" + i + "]";
        }

        @Override
        public Image load(int i) {
            synchronized (read) {
                read.add(i);
            }
            return new Image(1, 1, 1, new byte[] {(byte) i});
        }

        @Override
        public boolean readsInOrder() {
            return true;
        }

        @Override
        public int[] labels() {
            return new int[0];
        }

        @Override
        public List<String> classes() {
            return List.of();
        }

        @Override
        public void close() {}
    }

    @Test
    void aSourceThatReadsInOrderIsReadInOnePass() {
        List<Integer> read = new ArrayList<>();
        int used = new Extraction(new Pixel(), ImageTransform.none(), CorruptImages.refused(), 64)
                .run(new Tape(read), Selection.of(400, 400, 0), Progress.NONE, (part, features) -> {});
        assertThat(used).isEqualTo(400);
        assertThat(read).hasSize(400).isSorted();
    }

    @Test
    void sizesAreOneOverSeveralSources() {
        OneSize sizes = new OneSize();
        Extraction extraction = new Extraction(new Pixel(), ImageTransform.none(), new SkippedImages(), 4);
        extraction.run(new Numbers(3, -1), Selection.of(3, 3, 0), sizes, Progress.NONE, (part, features) -> {});
        assertThatThrownBy(() -> extraction.run(
                        new Numbers(3, 0), Selection.of(3, 3, 0), sizes, Progress.NONE, (part, features) -> {}))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith("number 0: is 1 x 2 x 1, but number 0 is 1 x 1 x 1; bring them to one size");
    }

    @Test
    void aSelectionFollowsItsSeed() {
        assertThat(run(new Numbers(200, -1), new SkippedImages(), 20))
                .hasSizeBetween(19, 20)
                .isSorted();
        assertThat(Selection.of(200, 20, 1)).isEqualTo(Selection.of(200, 20, 1)).isNotEqualTo(Selection.of(200, 20, 2));
        assertThat(Selection.of(200, 20, 1)).doesNotHaveDuplicates();
    }
}
