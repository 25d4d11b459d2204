package io.dxmi.samplers.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dxmi.samplers.UserError;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a header tells is what the whole file holds. */
class PictureHeaderTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg", "bmp", "gif", "tif"})
    void asTheWholeFile(String format) throws IOException {
        int[] types = {
            BufferedImage.TYPE_BYTE_GRAY,
            BufferedImage.TYPE_USHORT_GRAY,
            BufferedImage.TYPE_INT_RGB,
            BufferedImage.TYPE_INT_ARGB,
            BufferedImage.TYPE_BYTE_BINARY,
            BufferedImage.TYPE_BYTE_INDEXED
        };
        int written = 0;
        for (int type : types) {
            Path file = folder.resolve(type + "." + format);
            if (!ImageIO.write(new BufferedImage(12, 9, type), format, file.toFile())) continue;
            Image whole = ImageSources.picture(file, Reading.STORED).image();
            assertThat(PictureHeader.of(file))
                    .as(file.toString())
                    .isEqualTo(new PictureHeader(9, 12, whole.channels()));
            written++;
        }
        assertThat(written).isPositive();
    }

    @Test
    void aHeaderIsEnoughAndADamagedFileIsNamed() throws IOException {
        Path file = folder.resolve("whole.png");
        ImageIO.write(new BufferedImage(12, 9, BufferedImage.TYPE_BYTE_GRAY), "png", file.toFile());
        byte[] bytes = Files.readAllBytes(file);
        Path half = Files.write(folder.resolve("half.png"), Arrays.copyOf(bytes, 40));
        assertThat(PictureHeader.of(half)).isEqualTo(new PictureHeader(9, 12, 1));
        Path text = Files.writeString(folder.resolve("text.png"), "no picture");
        assertThatThrownBy(() -> PictureHeader.of(text))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("text.png");
    }
}
