package io.dxmi.samplers.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PictureSurveyTest {

    /** Pictures with 12 bits in 16, every second one turned, that are held weakly. */
    private static final class Watched implements ImageSource {

        private final List<WeakReference<Image>> loaded = new ArrayList<>();
        private final AtomicInteger atWork = new AtomicInteger();
        private int most;

        @Override
        public String name() {
            return "watched";
        }

        @Override
        public int count() {
            return 100;
        }

        @Override
        public String name(int i) {
            return "watched " + i;
        }

        @Override
        public Image load(int i) {
            return look(i).image();
        }

        @Override
        public PictureFile look(int i) {
            most = Math.max(most, atWork.incrementAndGet());
            Image image = new Image(40, 30 + i, 3, new byte[40 * (30 + i) * 3]);
            synchronized (loaded) {
                loaded.add(new WeakReference<>(image));
            }
            atWork.decrementAndGet();
            return new PictureFile(image, i % 2 == 0 ? 6 : 1, i == 0, 4000);
        }

        private boolean holdsNone() {
            return loaded.stream().allMatch(reference -> reference.get() == null);
        }
    }

    @Test
    void picturesAreLookedAtOneByOneAndNotKept() throws InterruptedException {
        Watched source = new Watched();
        PictureSurvey survey = PictureSurvey.of(source);
        for (int tries = 0; tries < 100 && !source.holdsNone(); tries++) {
            System.gc();
            Thread.sleep(10);
        }
        assertThat(source.holdsNone()).isTrue();
        assertThat(source.loaded).hasSize(32);
        assertThat(source.most).isEqualTo(1);
        assertThat(survey.looked()).isEqualTo(32);
        assertThat(survey.grey()).isTrue();
        assertThat(survey.turned()).isEqualTo(16);
        assertThat(survey.transparent()).isEqualTo(1);
        assertThat(survey.usedBits()).isEqualTo(12);
        assertThat(survey.shorterSides().getMin()).isEqualTo(30);
        assertThat(survey.medianSide()).isEqualTo(40);
        assertThat(survey.squares()).isFalse();
        assertThat(survey.equalSquares()).isFalse();
    }
}
