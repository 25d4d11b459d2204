package io.dxmi.samplers.image;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import javax.imageio.IIOException;

/** What the JDK's PNG decoder does not look at: checksums, the end, and whether few bits mean grey or a palette. */
final class PngFile {

    private static final long SIGNATURE = 0x89504e470d0a1a0aL;
    private static final int END = 0x49454e44; // "IEND"
    private static final int COLOUR_TYPE_AT = 25;
    private static final int GREY = 0;
    private static final int GREY_ALPHA = 4;

    private PngFile() {}

    static boolean isPng(byte[] bytes) {
        return bytes.length > COLOUR_TYPE_AT && ByteBuffer.wrap(bytes).getLong(0) == SIGNATURE;
    }

    /**
     * Checks every chunk.
     *
     * @return whether the picture is grey
     * @throws IIOException if a checksum is wrong or the end is missing
     */
    static boolean check(byte[] bytes) throws IIOException {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int at = Long.BYTES;
        int type = 0;
        while (type != END) {
            // A chunk is its length, type, data and checksum; the checksum covers type and data.
            if (at + 12 > bytes.length) throw new IIOException("truncated");
            int length = in.getInt(at);
            if (length < 0 || length > bytes.length - at - 12) throw new IIOException("truncated");
            type = in.getInt(at + 4);
            CRC32 crc = new CRC32();
            crc.update(bytes, at + 4, length + 4);
            if ((int) crc.getValue() != in.getInt(at + 8 + length)) throw new IIOException("a checksum does not match");
            at += length + 12;
        }
        return isGrey(bytes);
    }

    /** Whether the header says that the picture is grey. */
    static boolean isGrey(byte[] bytes) {
        return bytes[COLOUR_TYPE_AT] == GREY || bytes[COLOUR_TYPE_AT] == GREY_ALPHA;
    }
}
