package io.dxmi.samplers.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The orientation in the EXIF block of a JPEG, PNG, WebP or TIFF file: how the camera was held. */
final class Orientation {

    static final int UPRIGHT = 1;

    private static final int TAG = 0x0112;
    private static final int EXIF_SEGMENT = 0xe1;
    private static final byte[] EXIF = "Exif\0\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final int RIFF = 0x52494646;
    private static final int WEBP_EXIF = 0x45584946; // "EXIF"
    private static final int PNG_EXIF = 0x65584966; // "eXIf"

    private Orientation() {}

    /** The orientation, 1 to 8; 1 if the file tells none, or a wrong one. */
    static int of(byte[] file) {
        try {
            int block = block(file);
            return block < 0 ? UPRIGHT : tag(file, block);
        } catch (IndexOutOfBoundsException e) {
            return UPRIGHT; // a damaged block of metadata harms no pixel
        }
    }

    /** Start of the TIFF structure; -1 if there is none. */
    private static int block(byte[] file) {
        if (file.length < 12) return -1;
        ByteBuffer in = ByteBuffer.wrap(file);
        int first = in.getInt(0);
        if (first == 0x49492a00 || first == 0x4d4d002a) return 0;
        if (PngFile.isPng(file)) return chunk(in.order(ByteOrder.BIG_ENDIAN), 8, PNG_EXIF, 4, 0, 12);
        if (first == RIFF) return exif(file, chunk(in.order(ByteOrder.LITTLE_ENDIAN), 12, WEBP_EXIF, 0, 4, 8));
        int segment = JpegFile.isJpeg(file) ? JpegFile.segment(file, EXIF_SEGMENT, EXIF_SEGMENT) : -1;
        return segment < 0 ? -1 : exif(file, segment + 4);
    }

    /** Skips the letters before the TIFF structure, which files of WebP may leave out. */
    private static int exif(byte[] file, int at) {
        if (at < 0) return -1;
        boolean marked = at + EXIF.length <= file.length
                && java.util.Arrays.equals(file, at, at + EXIF.length, EXIF, 0, EXIF.length);
        return marked ? at + EXIF.length : at;
    }

    /** Data of the first chunk of a type: a length, a type of big-endian letters, the data, perhaps a checksum. */
    private static int chunk(ByteBuffer in, int from, int wanted, int typeAt, int lengthAt, int overhead) {
        int at = from;
        while (at + 8 <= in.capacity()) {
            int type = in.duplicate().order(ByteOrder.BIG_ENDIAN).getInt(at + typeAt);
            int length = in.getInt(at + lengthAt);
            if (length < 0 || length > in.capacity() - at - 8) return -1;
            if (type == wanted) return at + 8;
            // chunks of WebP are padded to an even length
            at += overhead + length + (overhead == 8 ? length & 1 : 0);
        }
        return -1;
    }

    private static int tag(byte[] file, int block) {
        ByteBuffer tiff = ByteBuffer.wrap(file, block, file.length - block).slice();
        tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int directory = tiff.getInt(4);
        if (directory < 8) return UPRIGHT;
        int entries = tiff.getShort(directory) & 0xffff;
        for (int i = 0; i < entries; i++) {
            int entry = directory + 2 + 12 * i;
            if ((tiff.getShort(entry) & 0xffff) != TAG) continue;
            int value = tiff.getShort(entry + 8) & 0xffff;
            return value >= 1 && value <= 8 ? value : UPRIGHT;
        }
        return UPRIGHT;
    }

    /** The picture as it was seen, from one that is stored in an orientation. */
    static Image turned(Image image, int orientation) {
        if (orientation == UPRIGHT) return image;
        boolean transposed = orientation >= 5;
        int height = transposed ? image.width() : image.height();
        int width = transposed ? image.height() : image.width();
        boolean mirrorY = orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8;
        boolean mirrorX = orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7;
        int channels = image.channels();
        byte[] out = new byte[image.pixels().length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int fromY = mirrorY ? height - 1 - y : y;
                int fromX = mirrorX ? width - 1 - x : x;
                int from = transposed ? fromX * image.width() + fromY : fromY * image.width() + fromX;
                System.arraycopy(image.pixels(), from * channels, out, (y * width + x) * channels, channels);
            }
        }
        return new Image(height, width, channels, out);
    }
}
