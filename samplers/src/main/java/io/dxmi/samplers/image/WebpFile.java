package io.dxmi.samplers.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import javax.imageio.IIOException;

/** What the decoder of WebP does not look at: whether the file ends where its header says. */
final class WebpFile {

    private static final int RIFF = 0x52494646;
    private static final int WEBP = 0x57454250;
    private static final int HEADER = 12;

    private WebpFile() {}

    /** Passes files of other formats. @throws IIOException if bytes are missing */
    static void requireWhole(byte[] bytes) throws IIOException {
        if (bytes.length < HEADER) return;
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (in.getInt(0) != RIFF || in.getInt(8) != WEBP) return;
        long size = in.order(ByteOrder.LITTLE_ENDIAN).getInt(4) & 0xffffffffL;
        if (size + 8 > bytes.length) throw new IIOException("truncated");
    }
}
