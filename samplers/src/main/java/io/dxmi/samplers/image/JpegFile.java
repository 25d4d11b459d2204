package io.dxmi.samplers.image;

import java.awt.image.Raster;

/** JPEG of four channels, which the JDK's decoder hands over without turning it into colours. */
final class JpegFile {

    private static final int START_OF_SCAN = 0xda;
    private static final int ADOBE = 0xee;
    private static final int YCCK = 2;

    private JpegFile() {}

    static boolean isJpeg(byte[] bytes) {
        return bytes.length > 3 && (bytes[0] & 0xff) == 0xff && (bytes[1] & 0xff) == 0xd8;
    }

    /** The number of channels, 0 if the header does not say. */
    static int components(byte[] bytes) {
        int frame = segment(bytes, 0xc0, 0xcf);
        return frame < 0 || frame + 9 >= bytes.length ? 0 : bytes[frame + 9] & 0xff;
    }

    /**
     * Red, green and blue of the decoder's raw channels. Files with Adobe's marker hold their inks inverted, and perhaps
     * as luma and chroma.
     */
    static Image fromCmyk(Raster raster, byte[] bytes) {
        int adobe = segment(bytes, ADOBE, ADOBE);
        boolean inverted = adobe >= 0;
        boolean ycck = adobe >= 0 && adobe + 15 < bytes.length && bytes[adobe + 15] == YCCK;
        byte[] out = new byte[raster.getWidth() * raster.getHeight() * 3];
        int[] row = new int[4 * raster.getWidth()];
        int at = 0;
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getPixels(0, y, raster.getWidth(), 1, row);
            for (int x = 0; x < row.length; x += 4) {
                if (ycck) toInks(row, x);
                int white = inverted ? row[x + 3] : 255 - row[x + 3];
                for (int c = 0; c < 3; c++) {
                    int ink = inverted ? 255 - row[x + c] : row[x + c];
                    out[at++] = (byte) Math.max(0, white - product(ink, white));
                }
            }
        }
        return new Image(raster.getHeight(), raster.getWidth(), 3, out);
    }

    /** YCbCr to three channels, in place. The file's channels are 255 less what the conversion gives, as libjpeg has it. */
    private static void toInks(int[] row, int x) {
        double luma = row[x];
        double cb = row[x + 1] - 128.0;
        double cr = row[x + 2] - 128.0;
        row[x] = 255 - clip(luma + 1.402 * cr);
        row[x + 1] = 255 - clip(luma - 0.344136 * cb - 0.714136 * cr);
        row[x + 2] = 255 - clip(luma + 1.772 * cb);
    }

    /** {@code a b / 255}, rounded. */
    private static int product(int a, int b) {
        return (2 * a * b + 255) / 510;
    }

    private static int clip(double value) {
        return (int) Math.max(0, Math.min(255, Math.rint(value)));
    }

    /**
     * The position of the first segment whose marker lies in [from, to] (tables among the frame markers left aside), before
     * the pixels; -1 if there is none.
     */
    static int segment(byte[] bytes, int from, int to) {
        int at = 2;
        while (at + 3 < bytes.length && (bytes[at] & 0xff) == 0xff) {
            int marker = bytes[at + 1] & 0xff;
            if (marker == START_OF_SCAN) return -1;
            boolean table = marker == 0xc4 || marker == 0xc8 || marker == 0xcc;
            if (marker >= from && marker <= to && !table) return at;
            // Fill bytes may repeat 0xff before a marker.
            at += marker == 0xff ? 1 : 2 + (((bytes[at + 2] & 0xff) << 8) | (bytes[at + 3] & 0xff));
        }
        return -1;
    }
}
