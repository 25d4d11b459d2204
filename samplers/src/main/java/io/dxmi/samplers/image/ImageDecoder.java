package io.dxmi.samplers.image;

import io.dxmi.samplers.Bounds;
import io.dxmi.samplers.UserError;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes picture files to the pixel values that Pillow's {@code convert("RGB")} has: stored values as they are, without
 * colour management, transparency and orientation ignored, palettes looked up, CMYK converted. Values of 16 bits keep
 * their upper 8; grey pictures stay grey.
 */
final class ImageDecoder {

    /** Pixels of the largest picture that is decoded, so that a few bytes cannot claim all memory. */
    private static final long MAX_PIXELS = 1L << 28;

    /** Warnings of the decoders after which a part of the picture is missing. */
    private static final Pattern DAMAGE =
            Pattern.compile(".*(corrupt|truncated|premature|missing|extraneous|invalid|bad ).*");

    /** The decoder's raster and the picture, of three channels each. */
    private static final int DECODED_BYTES = 6;

    /** A picture file larger than this is no picture; the bound keeps an archive from filling the memory. */
    private static final long MAX_FILE = 1L << 28;

    private ImageDecoder() {}

    /** Checks before a picture's file is read. @throws UserError if it is larger than 256 MiB or than Java's memory */
    static void requireSize(long bytes, String name) {
        if (bytes > MAX_FILE)
            throw new UserError(name + ": expected a picture of at most " + MAX_FILE + " bytes, got " + bytes);
        Bounds.requireMemory(2 * bytes, name);
    }

    /**
     * Decodes a file.
     *
     * @throws UserError that begins with {@code name}, if the bytes are no whole picture; with an {@link OutOfMemoryError} as
     *     cause, if the picture may be whole
     */
    static Image decode(byte[] bytes, String name) {
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) throw corrupt(name, "no known format", null);
            boolean grey = PngFile.isPng(bytes) && PngFile.check(bytes);
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                return read(reader, bytes, grey);
            } finally {
                reader.dispose();
            }
        } catch (IOException e) {
            throw failed(name, e.getMessage(), e);
        } catch (UserError e) {
            throw e;
        } catch (RuntimeException e) {
            // The decoders meet damaged files with exceptions of many kinds.
            throw failed(name, e.toString(), e);
        } catch (OutOfMemoryError e) {
            throw failed(name, e.getMessage(), e);
        }
    }

    private static Image read(ImageReader reader, byte[] bytes, boolean grey) throws IOException {
        long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
        if (pixels > MAX_PIXELS) throw new IIOException(pixels + " pixels, at most " + MAX_PIXELS + " are read");
        requireMemory(pixels, bytes.length);
        String[] damage = new String[1];
        reader.addIIOReadWarningListener((source, warning) -> {
            if (DAMAGE.matcher(warning.toLowerCase(Locale.ROOT)).matches()) damage[0] = warning;
        });
        Image image;
        if (reader.getFormatName().equalsIgnoreCase("jpeg") && JpegFile.components(bytes) == 4) {
            image = JpegFile.fromCmyk(reader.readRaster(0, null), bytes);
        } else {
            image = pixels(reader.read(0), grey);
        }
        if (damage[0] != null) throw new IIOException(damage[0]);
        return image;
    }

    /** A picture for which Java's memory is too small is not damaged: it must stop the work, and not be left out of it. */
    private static void requireMemory(long pixels, int read) {
        long needed = pixels * DECODED_BYTES + read;
        long most = Runtime.getRuntime().maxMemory();
        if (needed <= most) return;
        throw new OutOfMemoryError(pixels + " pixels take " + needed + " bytes to decode");
    }

    static Image pixels(BufferedImage picture, boolean grey) {
        if (picture.getColorModel() instanceof IndexColorModel palette) {
            return lookedUp(picture.getRaster(), palette, grey);
        }
        // Raw samples: BufferedImage.getRGB would send grey through a colour conversion that changes it.
        Raster raster = picture.getRaster();
        int channels = picture.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY ? 1 : 3;
        int bits = picture.getColorModel().getComponentSize(0);
        byte[] out = new byte[picture.getWidth() * picture.getHeight() * channels];
        int bands = raster.getNumBands();
        int[] row = new int[picture.getWidth() * bands];
        int at = 0;
        for (int y = 0; y < picture.getHeight(); y++) {
            raster.getPixels(0, y, picture.getWidth(), 1, row);
            for (int x = 0; x < row.length; x += bands) {
                for (int c = 0; c < channels; c++) out[at++] = (byte) eightBits(row[x + c], bits);
            }
        }
        return new Image(picture.getHeight(), picture.getWidth(), channels, out);
    }

    private static Image lookedUp(Raster raster, IndexColorModel palette, boolean grey) {
        int channels = grey ? 1 : 3;
        byte[] out = new byte[raster.getWidth() * raster.getHeight() * channels];
        int[] row = new int[raster.getWidth()];
        int at = 0;
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getPixels(0, y, row.length, 1, row);
            for (int index : row) {
                out[at++] = (byte) palette.getRed(index);
                if (grey) continue;
                out[at++] = (byte) palette.getGreen(index);
                out[at++] = (byte) palette.getBlue(index);
            }
        }
        return new Image(raster.getHeight(), raster.getWidth(), channels, out);
    }

    private static int eightBits(int value, int bits) {
        return bits >= 8 ? value >> (bits - 8) : value * 255 / ((1 << bits) - 1);
    }

    /** Decoders turn the end of the memory into exceptions of their own. */
    private static boolean isMemory(Throwable e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof OutOfMemoryError) return true;
        }
        return false;
    }

    private static UserError failed(String name, String why, Throwable e) {
        if (!isMemory(e)) return corrupt(name, why, e);
        long most = Runtime.getRuntime().maxMemory() >> 20;
        return new UserError(
                name + ": Java's memory of " + most
                        + " MB is not enough to decode it; DXMI_JAVA_OPTS=-Xmx8g gives it 8 GB",
                new OutOfMemoryError(why));
    }

    private static UserError corrupt(String name, String why, Throwable cause) {
        String line = why == null ? "damaged" : why.lines().findFirst().orElse("damaged");
        return new UserError(name + ": is no readable image: " + line, cause);
    }
}
