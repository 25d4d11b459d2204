package io.dxmi.samplers.image;

import io.dxmi.samplers.UserError;
import java.awt.color.ColorSpace;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.stream.ImageInputStream;

/**
 * What a picture is like when it is read as {@link Reading#STORED}.
 *
 * @param height pixels
 * @param width pixels
 * @param channels 1 (grey) or 3 (red, green, blue)
 */
public record PictureHeader(int height, int width, int channels) {

    private static final int PNG_HEADER = 26;
    private static final int PNG_WIDTH_AT = 16;
    private static final int PNG_HEIGHT_AT = 20;

    /**
     * Reads the beginning of a file, and the whole file where its beginning does not tell.
     *
     * @throws UserError naming the file, if it tells nothing
     */
    public static PictureHeader of(Path file) {
        PictureHeader header = begun(file);
        if (header != null) return header;
        Image image = ImageSources.picture(file, Reading.STORED).image();
        return new PictureHeader(image.height(), image.width(), image.channels());
    }

    /** What the beginning tells, or null. */
    private static PictureHeader begun(Path file) {
        try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
            if (in == null) return null;
            byte[] head = new byte[PNG_HEADER];
            in.mark();
            int read = in.read(head);
            in.reset();
            if (read == head.length && PngFile.isPng(head)) return png(head);
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            return readers.hasNext() ? told(readers.next(), in) : null;
        } catch (IOException | RuntimeException e) {
            return null; // reading the whole file tells what is wrong with it
        }
    }

    private static PictureHeader png(byte[] head) {
        ByteBuffer in = ByteBuffer.wrap(head);
        int height = in.getInt(PNG_HEIGHT_AT);
        int width = in.getInt(PNG_WIDTH_AT);
        return height < 1 || width < 1 ? null : new PictureHeader(height, width, PngFile.isGrey(head) ? 1 : 3);
    }

    private static PictureHeader told(ImageReader reader, ImageInputStream in) throws IOException {
        try {
            reader.setInput(in, true, true);
            Iterator<ImageTypeSpecifier> types = reader.getImageTypes(0);
            if (types == null || !types.hasNext()) return null;
            ColorModel model = types.next().getColorModel();
            boolean grey =
                    !(model instanceof IndexColorModel) && model.getColorSpace().getType() == ColorSpace.TYPE_GRAY;
            return new PictureHeader(reader.getHeight(0), reader.getWidth(0), grey ? 1 : 3);
        } finally {
            reader.dispose();
        }
    }
}
