package io.dxmi.samplers.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import javax.imageio.IIOException;

/** From the samples that a decoder gives to pixels of 8 bits. */
record RasterPixels(Reading reading) {

    private static final int WHITE = 255;

    /**
     * The pixels as stored or shown, not turned. {@link BufferedImage#getRGB} would send grey through a colour conversion that
     * changes it.
     *
     * @param grey whether a palette holds only greys
     * @throws IIOException if the values are no whole numbers or are amounts of ink
     */
    PictureFile of(BufferedImage picture, boolean grey) throws IIOException {
        ColorModel model = picture.getColorModel();
        if (model instanceof IndexColorModel palette) return lookedUp(picture.getRaster(), palette, grey);
        int kind = picture.getRaster().getTransferType();
        if (kind == DataBuffer.TYPE_FLOAT || kind == DataBuffer.TYPE_DOUBLE) {
            throw new IIOException("expected whole numbers of 1 to 16 bits as values, found floating-point numbers");
        }
        int space = model.getColorSpace().getType();
        if (space == ColorSpace.TYPE_CMYK)
            throw new IIOException("expected grey or colours, found amounts of ink (CMYK)");
        return samples(picture.getRaster(), model, space == ColorSpace.TYPE_GRAY ? 1 : 3);
    }

    private PictureFile samples(Raster raster, ColorModel model, int channels) {
        int bits = model.getComponentSize(0);
        int bands = raster.getNumBands();
        boolean alpha = model.hasAlpha() && bands > channels;
        int opaque = alpha ? (1 << model.getComponentSize(channels)) - 1 : 1;
        byte[] out = new byte[raster.getWidth() * raster.getHeight() * channels];
        int[] row = new int[raster.getWidth() * bands];
        int at = 0;
        int peak = 0;
        boolean transparent = false;
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getPixels(0, y, raster.getWidth(), 1, row);
            for (int x = 0; x < row.length; x += bands) {
                int covered = alpha ? row[x + channels] : opaque;
                transparent |= covered < opaque;
                for (int c = 0; c < channels; c++) {
                    peak = Math.max(peak, row[x + c]);
                    int value = eightBits(row[x + c], bits);
                    out[at++] = (byte) (reading.shown() ? onWhite(value, covered, opaque) : value);
                }
            }
        }
        Image image = new Image(raster.getHeight(), raster.getWidth(), channels, out);
        return new PictureFile(image, Orientation.UPRIGHT, transparent, bits == Reading.MOST_BITS ? peak : 0);
    }

    private PictureFile lookedUp(Raster raster, IndexColorModel palette, boolean grey) {
        int channels = grey ? 1 : 3;
        byte[] out = new byte[raster.getWidth() * raster.getHeight() * channels];
        int[] row = new int[raster.getWidth()];
        int at = 0;
        boolean transparent = false;
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getPixels(0, y, row.length, 1, row);
            for (int index : row) {
                int covered = palette.getAlpha(index);
                transparent |= covered < WHITE;
                int[] colour = {palette.getRed(index), palette.getGreen(index), palette.getBlue(index)};
                for (int c = 0; c < channels; c++) {
                    out[at++] = (byte) (reading.shown() ? onWhite(colour[c], covered, WHITE) : colour[c]);
                }
            }
        }
        Image image = new Image(raster.getHeight(), raster.getWidth(), channels, out);
        return new PictureFile(image, Orientation.UPRIGHT, transparent, 0);
    }

    /** The value of a pixel that covers white to {@code covered / opaque}, rounded. */
    private static int onWhite(int value, int covered, int opaque) {
        if (covered >= opaque) return value;
        return (int) (((long) value * covered + (long) WHITE * (opaque - covered) + opaque / 2) / opaque);
    }

    private int eightBits(int value, int bits) {
        if (bits == Reading.MOST_BITS) return Math.min(WHITE, value >> (reading.bits() - 8));
        return bits >= 8 ? value >>> (bits - 8) : value * WHITE / ((1 << bits) - 1);
    }
}
