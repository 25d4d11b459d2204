package io.dxmi.detect.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Which image stands for all, whatever their order. */
class UsualImageTest {

    private static Sample image(int channels, int height, int width) {
        return Sample.of(channels + " " + height, new float[channels * height * width], channels, height, width);
    }

    private static UsualImage of(List<Sample> images) {
        return UsualImage.of(Samples.of("images", images), 128);
    }

    @Test
    void equalImagesAreSeenAsTheFirst() {
        List<Sample> images = Collections.nCopies(70, image(3, 40, 60));
        assertThat(of(images).index()).isZero();
        assertThat(of(images).mixed()).isEmpty();
    }

    @Test
    void theOrderOfImagesDecidesNothing() {
        List<Sample> images = new ArrayList<>(Collections.nCopies(30, image(3, 64, 48)));
        images.addAll(Collections.nCopies(8, image(1, 64, 48)));
        images.addAll(Collections.nCopies(6, image(3, 16, 12)));
        images.addAll(Collections.nCopies(5, image(3, 100, 100)));
        for (int seed = 0; seed < 20; seed++) {
            Collections.shuffle(images, new Random(seed));
            UsualImage usual = of(images);
            assertThat(images.get(usual.index()).shape()).containsExactly(3, 64, 48);
            assertThat(usual.mixed().orElseThrow())
                    .startsWith("of 49 images that were looked at: 41 in colour and 8 grey, the model takes colour;"
                            + " 11 of another size, such as ")
                    .endsWith(", the model takes 64 x 48");
        }
    }

    @Test
    void mostAreGrey() {
        List<Sample> images = List.of(image(3, 40, 40), image(1, 40, 40), image(1, 40, 40));
        assertThat(of(images).index()).isEqualTo(1);
    }

    @Test
    void sizesThatAreScaledDownToTheSameAreNotMixed() {
        List<Sample> images = List.of(image(1, 130, 140), image(1, 200, 150), image(1, 150, 150));
        assertThat(of(images).mixed()).isEmpty();
        assertThat(of(images).index()).isEqualTo(2);
    }
}
