package io.dxmi.samplers.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ImageTest {

    /** 2 x 3 pixels; red counts, green is 100, blue is 200. */
    private static Image counting() {
        byte[] pixels = new byte[18];
        for (int i = 0; i < 6; i++) {
            pixels[3 * i] = (byte) i;
            pixels[3 * i + 1] = 100;
            pixels[3 * i + 2] = (byte) 200;
        }
        return new Image(2, 3, 3, pixels);
    }

    @Test
    void planesAreScaledAndChannelsFirst() {
        float[] planes = counting().planes();
        assertThat(planes).hasSize(18);
        assertThat(planes[5]).isEqualTo(5 / 127.5f - 1);
        assertThat(planes[6]).isEqualTo(100 / 127.5f - 1);
        assertThat(new Image(1, 1, 1, new byte[] {(byte) 255}).planes()).containsExactly(1);
        assertThat(new Image(1, 1, 1, new byte[] {0}).planes()).containsExactly(-1);
    }

    @Test
    void flippingTwiceIsNothing() {
        Image image = counting();
        assertThat(image.flipped().at(1, 0, 0)).isEqualTo(5);
        assertThat(image.flipped().at(1, 0, 2)).isEqualTo(200);
        assertThat(image.flipped().flipped().pixels()).isEqualTo(image.pixels());
    }

    @Test
    void greyByLumaAndBack() {
        Image grey = counting().withChannels(1);
        // 0.299 * 5 + 0.587 * 100 + 0.114 * 200 = 82.995
        assertThat(grey.at(1, 2, 0)).isEqualTo(83);
        assertThat(grey.withChannels(3).at(1, 2, 2)).isEqualTo(83);
    }

    @Test
    void centreCropHalvesResizesAndCuts() {
        // 64 x 40 is halved once to 32 x 20 for a size of 16, then resized to 26 x 16; rows 5 to 20 remain.
        byte[] pixels = new byte[64 * 40];
        for (int i = 0; i < pixels.length; i++) pixels[i] = (byte) (2 * (i / 40));
        Image crop = new CentreCrop(16).of(new Image(64, 40, 1, pixels));
        assertThat(crop.size()).isEqualTo("16 x 16 x 1");
        // The ramp is linear in the row, so away from the border every filter keeps it: row r of the crop is row
        // (5 + r + 0.5) * 64 / 26 - 0.5 of the picture.
        for (int r = 0; r < 16; r++) {
            double expected = 2 * ((5 + r + 0.5) * 64 / 26 - 0.5);
            assertThat((double) crop.at(r, 8, 0)).isBetween(expected - 1.5, expected + 1.5);
        }
        // An image that already has the size is left alone.
        Image small = counting().crop(0, 0, 2, 2);
        assertThat(new CentreCrop(2).of(small).pixels()).isEqualTo(small.pixels());
    }
}
