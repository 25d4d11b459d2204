package io.dxmi.samplers.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dxmi.samplers.UserError;
import java.awt.Point;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Iterator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {

    private static final int H = 5;
    private static final int W = 7;

    @Test
    void coloursAreTheStoredOnes() throws IOException {
        BufferedImage rgb = new BufferedImage(W, H, BufferedImage.TYPE_INT_RGB);
        rgb.setRGB(3, 2, 0x0a1437);
        Image image = decode(encode(rgb, "png"));
        assertThat(image.size()).isEqualTo("5 x 7 x 3");
        assertThat(new int[] {image.at(2, 3, 0), image.at(2, 3, 1), image.at(2, 3, 2)})
                .containsExactly(10, 20, 55);
    }

    @Test
    void transparencyIsIgnored() throws IOException {
        BufferedImage argb = new BufferedImage(W, H, BufferedImage.TYPE_INT_ARGB);
        argb.setRGB(1, 1, 0x000a1437); // wholly transparent
        Image image = decode(encode(argb, "png"));
        assertThat(new int[] {image.at(1, 1, 0), image.at(1, 1, 1), image.at(1, 1, 2)})
                .containsExactly(10, 20, 55);
    }

    /** A grey TIFF file of one strip that is not there. */
    private static byte[] statedSize(int height, int width) {
        int[][] tags = {
            {256, width}, {257, height}, {258, 8}, {259, 5}, {262, 1}, {273, 8}, {277, 1}, {278, height}, {279, 9}
        };
        ByteBuffer file = ByteBuffer.allocate(8 + 2 + 12 * tags.length + 4).order(ByteOrder.LITTLE_ENDIAN);
        file.put((byte) 'I').put((byte) 'I').putShort((short) 42).putInt(8).putShort((short) tags.length);
        for (int[] tag : tags)
            file.putShort((short) tag[0]).putShort((short) 4).putInt(1).putInt(tag[1]);
        return file.array();
    }

    @ParameterizedTest
    @CsvSource({"16384, 16000", "1, 5000000", "2100, 2100"})
    void aFewBytesDoNotClaimMillionsOfPixels(int height, int width) {
        assertThatThrownBy(() -> decode(statedSize(height, width)))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(height * width + " pixels in 122 bytes, at most 10000 a byte are read");
    }

    @Test
    void aLargeBlankPictureIsRead() throws IOException {
        byte[] blank = encode(new BufferedImage(6000, 4000, BufferedImage.TYPE_BYTE_BINARY), "png");
        assertThat(decode(blank).size()).isEqualTo("4000 x 6000 x 1");
    }

    @Test
    void greyStaysGreyAndKeepsItsValues() throws IOException {
        BufferedImage grey = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 256; i++) grey.getRaster().setSample(i % 16, i / 16, 0, i);
        Image image = decode(encode(grey, "png"));
        assertThat(image.channels()).isEqualTo(1);
        for (int i = 0; i < 256; i++) assertThat(image.at(i / 16, i % 16, 0)).isEqualTo(i);
    }

    @Test
    void sixteenBitsKeepTheUpperEight() throws IOException {
        BufferedImage grey = new BufferedImage(W, H, BufferedImage.TYPE_USHORT_GRAY);
        grey.getRaster().setSample(3, 2, 0, 0xabcd);
        assertThat(decode(encode(grey, "png")).at(2, 3, 0)).isEqualTo(0xab);

        BufferedImage colour = of(ColorSpace.CS_sRGB, false, DataBuffer.TYPE_USHORT, 3);
        colour.getRaster().setPixel(3, 2, new int[] {0x1234, 0x5678, 0x9abc});
        Image image = decode(encode(colour, "png"));
        assertThat(new int[] {image.at(2, 3, 0), image.at(2, 3, 1), image.at(2, 3, 2)})
                .containsExactly(0x12, 0x56, 0x9a);
    }

    @Test
    void greyWithTransparencyIsGrey() throws IOException {
        BufferedImage picture = of(ColorSpace.CS_GRAY, true, DataBuffer.TYPE_BYTE, 2);
        picture.getRaster().setPixel(3, 2, new int[] {77, 10});
        Image image = decode(encode(picture, "png"));
        assertThat(image.channels()).isEqualTo(1);
        assertThat(image.at(2, 3, 0)).isEqualTo(77);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void greyOfFewBitsIsStretched(int bits) throws IOException {
        int levels = 1 << bits;
        byte[] ramp = new byte[levels];
        for (int i = 0; i < levels; i++) ramp[i] = (byte) (255 * i / (levels - 1));
        BufferedImage grey = new BufferedImage(
                W, H, BufferedImage.TYPE_BYTE_BINARY, new IndexColorModel(bits, levels, ramp, ramp, ramp));
        grey.getRaster().setSample(3, 2, 0, levels - 1);
        grey.getRaster().setSample(4, 2, 0, 1);
        Image image = decode(encode(grey, "png"));
        assertThat(image.channels()).isEqualTo(1);
        assertThat(image.at(2, 3, 0)).isEqualTo(255);
        assertThat(image.at(2, 4, 0)).isEqualTo(255 / (levels - 1));
    }

    @Test
    void palettesAreLookedUp() throws IOException {
        byte[] red = {0, 10};
        byte[] green = {0, 20};
        byte[] blue = {0, 55};
        BufferedImage palette = new BufferedImage(
                W, H, BufferedImage.TYPE_BYTE_INDEXED, new IndexColorModel(8, 2, red, green, blue, 0));
        palette.getRaster().setSample(3, 2, 0, 1);
        for (String format : new String[] {"png", "gif"}) {
            Image image = decode(encode(palette, format));
            assertThat(new int[] {image.at(2, 3, 0), image.at(2, 3, 1), image.at(2, 3, 2)})
                    .as(format)
                    .containsExactly(10, 20, 55);
        }
    }

    @Test
    void jpegOfOneColourKeepsItToALevelOrTwo() throws IOException {
        BufferedImage rgb = new BufferedImage(W, H, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < W * H; i++) rgb.setRGB(i % W, i / W, 0x64b428);
        Image image = decode(encode(rgb, "jpg"));
        assertThat(image.at(2, 3, 0)).isBetween(98, 102);
        assertThat(image.at(2, 3, 1)).isBetween(178, 182);
        assertThat(image.at(2, 3, 2)).isBetween(38, 42);

        BufferedImage grey = new BufferedImage(W, H, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < W * H; i++) grey.getRaster().setSample(i % W, i / W, 0, 60);
        image = decode(encode(grey, "jpg"));
        assertThat(image.channels()).isEqualTo(1);
        assertThat(image.at(2, 3, 0)).isBetween(59, 61);
    }

    @Test
    void cmykJpegBecomesColour() throws IOException {
        byte[] plain = cmyk(255, 0, 0, 51); // cyan at four fifths of full light
        assertThat(rgb(decode(plain))).containsExactly(0, 204, 204);
        // Adobe's marker means inverted inks: the same bytes are then no cyan, all magenta and yellow, 4/5 of the
        // black.
        byte[] adobe = withAdobeMarker(plain, 0);
        assertThat(rgb(decode(adobe))).containsExactly(51, 0, 0);
    }

    @Test
    void ycckJpegBecomesColour() throws IOException {
        // Luma 150 without chroma: 105 in each channel as libjpeg hands it over, which Adobe's inversion makes inks of
        // 150.
        byte[] grey = withAdobeMarker(cmyk(150, 128, 128, 255), 2);
        assertThat(rgb(decode(grey))).containsExactly(105, 105, 105);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg", "gif", "bmp"})
    void everyCutIsNoticed(String format) throws IOException {
        BufferedImage noise = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 1200; i++) noise.setRGB(i % 40, i / 40, i * 0x9e3779b1 & 0xffffff);
        byte[] whole = encode(noise, format);
        assertThat(decode(whole).size()).isEqualTo("30 x 40 x 3");
        for (int kept : new int[] {0, 3, 20, whole.length / 4, whole.length / 2, whole.length * 9 / 10}) {
            assertThatThrownBy(() -> decode(Arrays.copyOf(whole, kept)))
                    .as("%d of %d bytes", kept, whole.length)
                    .isInstanceOf(UserError.class)
                    .hasMessageStartingWith("cat.x: is no readable image: ");
        }
    }

    @Test
    void aFlippedBitOfAPngIsNoticed() throws IOException {
        byte[] png = encode(new BufferedImage(W, H, BufferedImage.TYPE_INT_RGB), "png");
        png[png.length / 2] ^= 4;
        assertThatThrownBy(() -> decode(png)).isInstanceOf(UserError.class);
    }

    private static int[] rgb(Image image) {
        return new int[] {image.at(2, 3, 0), image.at(2, 3, 1), image.at(2, 3, 2)};
    }

    private static Image decode(byte[] bytes) {
        return ImageDecoder.decode(bytes, "cat.x");
    }

    private static BufferedImage of(int space, boolean alpha, int type, int bands) {
        ColorModel model = new ComponentColorModel(
                ColorSpace.getInstance(space), alpha, false, alpha ? ColorModel.TRANSLUCENT : ColorModel.OPAQUE, type);
        WritableRaster raster = Raster.createInterleavedRaster(type, W, H, bands, new Point());
        return new BufferedImage(model, raster, false, null);
    }

    private static byte[] encode(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, format, out)).isTrue();
        return out.toByteArray();
    }

    /** A JPEG of one raw colour, without any marker that says what the four channels mean. */
    private static byte[] cmyk(int... channels) throws IOException {
        WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 16, 16, 4, new Point());
        for (int i = 0; i < 256; i++) raster.setPixel(i % 16, i / 16, channels);
        Iterator<ImageWriter> writers = ImageIO.getImageWritersByFormatName("jpeg");
        ImageWriter writer = writers.next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(new IIOImage(raster, null, null));
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private static byte[] withAdobeMarker(byte[] jpeg, int transform) {
        byte[] marker = {(byte) 0xff, (byte) 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, (byte) transform
        };
        byte[] out = new byte[jpeg.length + marker.length];
        System.arraycopy(jpeg, 0, out, 0, 2);
        System.arraycopy(marker, 0, out, 2, marker.length);
        System.arraycopy(jpeg, 2, out, 2 + marker.length, jpeg.length - 2);
        return out;
    }
}
