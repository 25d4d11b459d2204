package io.dxmi.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dxmi.detect.data.Sample;
import io.dxmi.detect.feature.Extractor;
import io.dxmi.detect.feature.Tiles;
import io.dxmi.detect.model.PixelMap;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tiles of an image make one grid of places; large maps are smoothed at a coarser size. */
class TilesTest {

    /** Two rows and three columns of places: the first pixel of each block of 4 x 4. */
    private static final Extractor FIRST_PIXELS = new Extractor() {
        @Override
        public int dimensions() {
            return 1;
        }

        @Override
        public int rows() {
            return 2;
        }

        @Override
        public int columns() {
            return 3;
        }

        @Override
        public float[] of(Sample sample) {
            int width = (int) sample.shape()[2];
            float[] out = new float[6];
            for (int i = 0; i < 6; i++) out[i] = sample.values()[i / 3 * 4 * width + i % 3 * 4];
            return out;
        }

        @Override
        public Map<String, HostTensor> tensors() {
            return Map.of();
        }
    };

    private static Sample numbered(int height, int width) {
        float[] values = new float[height * width];
        for (int i = 0; i < values.length; i++) values[i] = i;
        return Sample.of("image", values, 1, height, width);
    }

    @Test
    void placesOfTilesAreWhereTheyAreInTheImage() {
        Sample image = numbered(16, 24);
        Tiles tiles = Tiles.of(image, 9);
        assertThat(tiles).isEqualTo(new Tiles(2, 3));
        Extractor extractor = new Tiles(2, 2).extractor(FIRST_PIXELS);
        assertThat(extractor.rows()).isEqualTo(4);
        assertThat(extractor.columns()).isEqualTo(6);
        float[] places = extractor.of(image);
        for (int i = 0; i < places.length; i++) assertThat(places[i]).isEqualTo(i / 6 * 4 * 24 + i % 6 * 4);
    }

    @Test
    void oneTileIsTheImage() {
        assertThat(Tiles.of(numbered(16, 24), 0).extractor(FIRST_PIXELS)).isSameAs(FIRST_PIXELS);
        assertThat(Tiles.of(numbered(16, 24), 100)).isEqualTo(Tiles.ONE);
    }

    @Test
    void aLargeMapIsThatOfASmallerOneStretched() {
        double[] places = new double[64];
        for (int i = 0; i < places.length; i++) places[i] = i * 29 % 31 / 31.0;
        float[][] large = new PixelMap(8, 8, 1).of(places, 2048, 2048);
        float[][] small = new PixelMap(8, 8, 1).of(places, 1024, 1024);
        for (int y = 0; y < 1024; y += 7) {
            for (int x = 0; x < 1024; x += 7) {
                double mean = (large[2 * y][2 * x]
                                + large[2 * y + 1][2 * x]
                                + large[2 * y][2 * x + 1]
                                + large[2 * y + 1][2 * x + 1])
                        / 4.0;
                assertThat((double) small[y][x]).isCloseTo(mean, within(0.01));
            }
        }
    }
}
