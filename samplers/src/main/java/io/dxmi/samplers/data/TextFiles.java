package io.dxmi.samplers.data;

import io.dxmi.samplers.Bounds;
import io.dxmi.samplers.UserError;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/**
 * Text files in the encodings that programs write: UTF-8 and UTF-16 with or without a byte order mark; what is none of
 * them is read as windows-1252, which contains Latin-1. Names that end in {@code .gz} are unpacked.
 */
public final class TextFiles {

    private static final int BLOCK = 1 << 16;
    private static final Charset WINDOWS = Charset.forName("windows-1252");

    private TextFiles() {}

    /**
     * Opens a file. The reader may give a byte order mark as its first character.
     *
     * @throws UserError if the bytes are no text, such as those of an archive or a workbook
     * @throws IOException if the file cannot be read
     */
    public static BufferedReader open(Path file) throws IOException {
        if (zipped(file)) Bounds.requireModestGzip(file);
        Charset encoding;
        try (InputStream in = bytes(file)) {
            encoding = encoding(file, in);
        }
        return new BufferedReader(new InputStreamReader(bytes(file), encoding), BLOCK);
    }

    private static boolean zipped(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".gz");
    }

    private static InputStream bytes(Path file) throws IOException {
        InputStream raw = Files.newInputStream(file);
        try {
            return zipped(file) ? new GZIPInputStream(raw, BLOCK) : raw;
        } catch (IOException e) {
            raw.close();
            throw e;
        }
    }

    private static Charset encoding(Path file, InputStream in) throws IOException {
        byte[] head = in.readNBytes(BLOCK);
        refuseOtherFiles(file, head);
        if (startsWith(head, 0xff, 0xfe)) return StandardCharsets.UTF_16LE;
        if (startsWith(head, 0xfe, 0xff)) return StandardCharsets.UTF_16BE;
        int[] zeros = new int[2];
        for (int i = 0; i < head.length; i++) if (head[i] == 0) zeros[i % 2]++;
        if (zeros[0] + zeros[1] > 0) {
            // digits and separators have a zero byte in UTF-16, and other text has none
            if (zeros[1] > head.length / 4 && zeros[0] == 0) return StandardCharsets.UTF_16LE;
            if (zeros[0] > head.length / 4 && zeros[1] == 0) return StandardCharsets.UTF_16BE;
            throw new UserError(file + ": expected text, got bytes of another kind of file");
        }
        return isUtf8(head, in) ? StandardCharsets.UTF_8 : WINDOWS;
    }

    private static boolean startsWith(byte[] head, int... wanted) {
        if (head.length < wanted.length) return false;
        for (int i = 0; i < wanted.length; i++) if ((head[i] & 0xff) != wanted[i]) return false;
        return true;
    }

    private static void refuseOtherFiles(Path file, byte[] head) {
        String start = new String(head, 0, Math.min(40, head.length), StandardCharsets.ISO_8859_1);
        String kind = null;
        if (start.startsWith("PK\3\4"))
            kind = "a workbook or a zip archive; save the sheet as CSV, or unpack the archive";
        else if (start.startsWith("PAR1")) kind = "a Parquet file; write it as CSV";
        else if (start.startsWith("\u001f\u008b")) kind = "a gzip file; its name must end in .gz";
        else if (start.startsWith("version https://git-lfs")) kind = "a pointer of Git LFS; run 'git lfs pull'";
        else if (start.stripLeading().toLowerCase(Locale.ROOT).matches("(?s)<(!doctype|html).*")) {
            kind = "a web page; download the file itself";
        }
        if (kind != null) throw new UserError(file + ": expected a table as text, got " + kind);
    }

    private static boolean isUtf8(byte[] head, InputStream rest) throws IOException {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(Arrays.copyOf(head, BLOCK)).limit(head.length);
        CharBuffer out = CharBuffer.allocate(BLOCK);
        while (true) {
            out.clear();
            CoderResult result = decoder.decode(in, out, false);
            if (result.isError()) return false;
            in.compact();
            int count = rest.read(in.array(), in.position(), in.remaining());
            if (count < 0) {
                in.flip();
                out.clear();
                return !decoder.decode(in, out, true).isError();
            }
            in.position(in.position() + count).flip();
        }
    }
}
