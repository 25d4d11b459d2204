package io.dxmi.samplers.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dxmi.samplers.UserError;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of other programs, made by {@code make_pictures.py}. */
class PictureKindsTest {

    private static final Reading SHOWN = new Reading(true, Reading.MOST_BITS);

    @ParameterizedTest
    @CsvSource({
        "lossless.webp, 0",
        "lossy.webp, 40",
        "lzw.tif, 0",
        "deflate.tif, 0",
        "turned-2.png, 0",
        "turned-3.png, 0",
        "turned-4.png, 0",
        "turned-5.png, 0",
        "turned-6.png, 0",
        "turned-7.png, 0",
        "turned-8.png, 0",
        "turned-3.webp, 0",
        "turned-6.webp, 0",
        "turned-3.tif, 0",
        "turned-6.tif, 0",
        "turned-3.jpg, 6",
        "turned-6.jpg, 6",
    })
    void everyFormatIsShownUpright(String name, int most) throws IOException {
        Image expected = read("upright.png", SHOWN).image();
        Image image = read(name, SHOWN).image();
        assertThat(image.size()).isEqualTo("8 x 12 x 3");
        for (int i = 0; i < image.pixels().length; i++) {
            int difference = (image.pixels()[i] & 0xff) - (expected.pixels()[i] & 0xff);
            assertThat(Math.abs(difference)).as("value %d", i).isLessThanOrEqualTo(most);
        }
    }

    @Test
    void storedPicturesAreNotTurned() throws IOException {
        assertThat(read("turned-6.png", Reading.STORED).image().size()).isEqualTo("12 x 8 x 3");
        assertThat(read("turned-6.png", SHOWN).orientation()).isEqualTo(6);
        assertThat(read("upright.png", SHOWN).orientation()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"transparent.png", "transparent.webp"})
    void transparentPartsAreShownOnWhite(String name) throws IOException {
        PictureFile picture = read(name, SHOWN);
        assertThat(picture.transparent()).isTrue();
        Image image = picture.image();
        assertThat(image.at(2, 3, 0)).isEqualTo(70);
        assertThat(image.at(2, 7, 0)).isEqualTo(Math.round((150 * 128 + 255 * 127) / 255f));
        assertThat(image.at(2, 10, 0)).isEqualTo(255);
        assertThat(read(name, Reading.STORED).image().at(2, 10, 0)).isEqualTo(210);
        assertThat(read("upright.png", SHOWN).transparent()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"twelve-bits.png", "twelve-bits.tif"})
    void twelveBitsInSixteenUseTheWholeRange(String name) throws IOException {
        PictureFile stored = read(name, SHOWN);
        assertThat(stored.image().channels()).isEqualTo(1);
        assertThat(stored.peak()).isEqualTo((230 << 4) + 15);
        assertThat(stored.image().at(0, 11, 0)).isEqualTo(230 >> 4);
        assertThat(read(name, new Reading(true, 12)).image().at(0, 11, 0)).isEqualTo(230);
        assertThat(read(name, new Reading(true, 10)).image().at(0, 11, 0)).isEqualTo(255);
    }

    @Test
    void greyOfATiffStaysGrey() throws IOException {
        assertThat(read("grey.tif", SHOWN).image().channels()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"cmyk.tif, amounts of ink", "float.tif, floating-point"})
    void valuesThatAreNoColoursAreNamed(String name, String reason) {
        assertThatThrownBy(() -> read(name, SHOWN))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith(name + ": is no readable image: ")
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lossless.webp", "lossy.webp", "lzw.tif", "deflate.tif", "turned-6.jpg"})
    void aCutFileIsNoPicture(String name) throws IOException {
        byte[] whole = bytes(name);
        for (int kept : new int[] {0, 3, 20, whole.length / 4, whole.length / 2, whole.length * 3 / 4}) {
            byte[] cut = java.util.Arrays.copyOf(whole, kept);
            assertThatThrownBy(() -> ImageDecoder.decode(cut, name))
                    .as("%d of %d bytes", kept, whole.length)
                    .isInstanceOf(UserError.class)
                    .hasMessageStartingWith(name + ": is no readable image: ");
        }
    }

    private static PictureFile read(String name, Reading reading) throws IOException {
        return ImageDecoder.decode(bytes(name), name, reading);
    }

    private static byte[] bytes(String name) throws IOException {
        try (InputStream in = PictureKindsTest.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        }
    }
}
