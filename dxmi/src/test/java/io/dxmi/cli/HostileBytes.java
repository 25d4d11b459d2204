package io.dxmi.cli;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Small files whose headers promise much. */
final class HostileBytes {

    private HostileBytes() {}

    static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** An archive of one entry: a start, and zeros behind it. */
    static void zip(Path path, String entry, byte[] start, long zeros, boolean deflated) throws IOException {
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(path))) {
            ZipEntry header = new ZipEntry(entry);
            if (!deflated) {
                CRC32 crc = new CRC32();
                crc.update(start);
                header.setMethod(ZipEntry.STORED);
                header.setSize(start.length);
                header.setCrc(crc.getValue());
            }
            out.putNextEntry(header);
            out.write(start);
            zeros(out, zeros);
        }
    }

    private static void zeros(OutputStream out, long n) throws IOException {
        byte[] block = new byte[1 << 16];
        for (long left = n; left > 0; left -= block.length) out.write(block, 0, (int) Math.min(block.length, left));
    }

    /** The start of an array of float32. */
    static byte[] npy(String shape) {
        String header = "{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + ", }";
        return latin("\u0093NUMPY\1\0v\0" + header + " ".repeat(117 - header.length()) + "\n");
    }

    /** A header of any claimed length, and what follows. */
    static byte[] safetensors(long length, String rest) {
        ByteBuffer file = ByteBuffer.allocate(8 + rest.length()).order(ByteOrder.LITTLE_ENDIAN);
        return file.putLong(length).put(latin(rest)).array();
    }

    /** Three channels of 8 bits, with so many bytes of zeros as pixels. */
    static byte[] png(int width, int height, long zeros) throws IOException {
        ByteArrayOutputStream pixels = new ByteArrayOutputStream();
        try (OutputStream deflated = new DeflaterOutputStream(pixels)) {
            zeros(deflated, zeros);
        }
        byte[] header = ByteBuffer.allocate(13)
                .putInt(width)
                .putInt(height)
                .put(new byte[] {8, 2, 0, 0, 0})
                .array();
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(latin("\u0089PNG\r\n\u001a\n"));
        chunk(file, "IHDR", header);
        chunk(file, "IDAT", pixels.toByteArray());
        chunk(file, "IEND", new byte[0]);
        return file.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream file, String type, byte[] data) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(latin(type));
        crc.update(data);
        DataOutputStream out = new DataOutputStream(file);
        out.writeInt(data.length);
        out.writeBytes(type);
        out.write(data);
        out.writeInt((int) crc.getValue());
    }

    /** The headers of a grey JPEG. */
    static byte[] jpeg(int width, int height) {
        String size = "" + (char) (height >> 8) + (char) (height & 0xff) + (char) (width >> 8) + (char) (width & 0xff);
        return latin("\u00ff\u00d8\u00ff\u00db\0C\0" + "\1".repeat(64) + "\u00ff\u00c0\0\u000b\u0008" + size
                + "\1\1\u0011\0" + "\u00ff\u00da\0\u0008\1\1\0\0?\0\u007f\u00ff\u00d9");
    }

    static byte[] bmp(int width, int height) {
        return ByteBuffer.allocate(70)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(latin("BM"))
                .putInt(70)
                .putInt(0)
                .putInt(54)
                .putInt(40)
                .putInt(width)
                .putInt(height)
                .putShort((short) 1)
                .putShort((short) 24)
                .putInt(0)
                .putInt(16)
                .array();
    }

    static byte[] gif(int width, int height) {
        String size = "" + (char) (width & 0xff) + (char) (width >> 8) + (char) (height & 0xff) + (char) (height >> 8);
        return latin("GIF89a" + size + "\u0080\0\0\0\0\0\u00ff\u00ff\u00ff,\0\0\0\0" + size + "\0\2\2L\1\0;");
    }
}
