package io.dxmi.samplers.program;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** TorchScript archives made byte by byte, the wicked ones too. */
public final class Programs {

    /** The type of {@code self} in the text of a method. */
    public static final String SELF = "__torch__.Net";

    private Programs() {}

    /** A module of one class whose method {@code forward(self, x: Tensor)} has these lines. */
    public static String code(String... lines) {
        return "class Net(Module):\n  __parameters__ = []\n  __buffers__ = []\n  training : bool\n"
                + "  def forward(self: __torch__.Net, x: Tensor) -> Tensor:\n    "
                + String.join("\n    ", lines) + "\n";
    }

    /** The members of an archive, by their names in its folder. */
    public static Map<String, byte[]> members(String code) {
        Map<String, byte[]> members = new LinkedHashMap<>();
        members.put("data.pkl", pickle());
        members.put("code/__torch__.py", latin(code));
        members.put("constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'}); // an empty tuple
        members.put("version", latin("3\n"));
        return members;
    }

    /** A module whose only attribute is {@code training = False}. */
    private static byte[] pickle() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0x80, 2});
        out.writeBytes(latin("c__torch__\nNet\n"));
        out.writeBytes(new byte[] {')', (byte) 0x81, '}', '(', 'X', 8, 0, 0, 0});
        out.writeBytes(latin("training"));
        out.writeBytes(new byte[] {(byte) 0x89, 'u', 'b', '.'});
        return out.toByteArray();
    }

    public static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Stored members under one folder. */
    public static byte[] zip(Map<String, byte[]> members) {
        return zip(members, ZipEntry.STORED);
    }

    /** Members under one folder, stored or packed as the constants of {@link ZipEntry} say. */
    public static byte[] zip(Map<String, byte[]> members, int method) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.setLevel(Deflater.BEST_COMPRESSION);
            for (Map.Entry<String, byte[]> member : members.entrySet()) {
                ZipEntry entry = new ZipEntry("net/" + member.getKey());
                CRC32 crc = new CRC32();
                crc.update(member.getValue());
                entry.setMethod(method);
                entry.setSize(member.getValue().length);
                entry.setCrc(crc.getValue());
                zip.putNextEntry(entry);
                zip.write(member.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** Writes the archive of a module of one method. */
    public static Path write(Path file, String... lines) throws IOException {
        return Files.write(file, zip(members(code(lines))));
    }
}
