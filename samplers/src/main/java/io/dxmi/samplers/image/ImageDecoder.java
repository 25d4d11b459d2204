package io.dxmi.samplers.image;

import io.dxmi.samplers.Bounds;
import io.dxmi.samplers.UserError;
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
 * Decodes picture files without colour management; palettes are looked up, CMYK of JPEG is converted, grey pictures stay grey.
 * Read as {@link Reading#STORED}, the values are those of Pillow's {@code convert("RGB")}, which ignores transparency and
 * orientation; values of 16 bits keep their upper 8.
 */
final class ImageDecoder {

    /** Pixels of the largest picture that is decoded, so that a few bytes cannot claim all memory. */
    private static final long MAX_PIXELS = 1L << 28;

    /** Pixels of a picture that a file of any size may state: a blank picture takes hardly a byte. */
    private static final long FREE_PIXELS = 1L << 22;

    /** Most pixels a byte of a larger picture: deflate, at most 1,032 to 1, of 8 pixels a byte, rounded up. */
    private static final long PIXELS_PER_BYTE = 10_000;

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
        return decode(bytes, name, Reading.STORED).image();
    }

    /** As {@link #decode(byte[], String)}, with what the file tells about the picture. */
    static PictureFile decode(byte[] bytes, String name, Reading reading) {
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) throw corrupt(name, "no known format", null);
            WebpFile.requireWhole(bytes);
            boolean grey = PngFile.isPng(bytes) && PngFile.check(bytes);
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                PictureFile picture = read(reader, bytes, new RasterPixels(reading), grey);
                return reading.shown() ? picture.turned(Orientation.of(bytes)) : picture;
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

    private static PictureFile read(ImageReader reader, byte[] bytes, RasterPixels pixels, boolean grey)
            throws IOException {
        long area = (long) reader.getWidth(0) * reader.getHeight(0);
        if (area > MAX_PIXELS) throw new IIOException(area + " pixels, at most " + MAX_PIXELS + " are read");
        if (area > Math.max(FREE_PIXELS, PIXELS_PER_BYTE * bytes.length))
            throw new IIOException(area + " pixels in " + bytes.length + " bytes, at most " + PIXELS_PER_BYTE
                    + " a byte are read above " + FREE_PIXELS);
        requireMemory(area, bytes.length);
        String[] damage = new String[1];
        reader.addIIOReadWarningListener((source, warning) -> {
            if (DAMAGE.matcher(warning.toLowerCase(Locale.ROOT)).matches()) damage[0] = warning;
        });
        PictureFile picture;
        if (reader.getFormatName().equalsIgnoreCase("jpeg") && JpegFile.components(bytes) == 4) {
            picture = new PictureFile(JpegFile.fromCmyk(reader.readRaster(0, null), bytes));
        } else {
            picture = pixels.of(reader.read(0), grey);
        }
        if (damage[0] != null) throw new IIOException(damage[0]);
        return picture;
    }

    /** A picture for which Java's memory is too small is not damaged: it must stop the work, and not be left out of it. */
    private static void requireMemory(long pixels, int read) {
        long needed = pixels * DECODED_BYTES + read;
        long most = Runtime.getRuntime().maxMemory();
        if (needed <= most) return;
        throw new OutOfMemoryError(pixels + " pixels take " + needed + " bytes to decode");
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
