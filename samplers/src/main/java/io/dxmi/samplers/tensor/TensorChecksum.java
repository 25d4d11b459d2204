package io.dxmi.samplers.tensor;

import io.dxmi.samplers.UserError;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.zip.CRC32C;

/**
 * Checksum (CRC-32C) of everything else in a safetensors file: metadata, names, types, shapes and values. The format itself has
 * none, so that a flipped bit of a weight is read as another weight.
 */
public final class TensorChecksum {

    /** Its key in the metadata. */
    public static final String KEY = "checksum";

    private static final String KIND = "crc32c:";

    private TensorChecksum() {}

    /** The metadata with the checksum. {@code values} gives the tensor of a name, one at a time. */
    public static Map<String, String> added(
            Map<String, String> metadata, Collection<String> names, Function<String, HostTensor> values) {
        Map<String, String> all = new LinkedHashMap<>(metadata);
        all.put(KEY, of(metadata, names, values));
        return all;
    }

    /**
     * Checks a file that holds a checksum of this kind, reading one tensor at a time; other files are not read.
     *
     * @throws UserError if its content has another checksum
     */
    public static void requireIfStated(TensorFile file) {
        String stated = file.notes().get(KEY);
        if (stated == null || !stated.startsWith(KIND)) return;
        String found = of(file.notes(), file.entries().keySet(), file::read);
        if (!found.equals(stated)) {
            throw new UserError(damaged(file.path(), stated, found)
                    + "; if another program changed it on purpose, remove '" + KEY + "' from its metadata");
        }
    }

    /** Checks a content that was read. @throws UserError if it states no checksum or another */
    public static void require(Path file, Safetensors content) {
        Map<String, HostTensor> tensors = content.tensors();
        String stated = content.metadata().get(KEY);
        String found = of(content.metadata(), tensors.keySet(), tensors::get);
        if (!found.equals(stated)) throw new UserError(damaged(file, stated, found));
    }

    private static String damaged(Path file, String stated, String found) {
        return file + ": is damaged: expected the checksum " + stated + ", its content has " + found;
    }

    private static String of(
            Map<String, String> metadata, Collection<String> names, Function<String, HostTensor> values) {
        CRC32C crc = new CRC32C();
        new TreeMap<>(metadata).forEach((key, value) -> {
            if (!key.equals(KEY)) text(crc, key, value);
        });
        for (String name : new TreeSet<>(names)) {
            HostTensor tensor = values.apply(name);
            text(crc, name, tensor.dtype().name());
            for (long n : tensor.shape()) crc.update(number(n));
            crc.update(tensor.data());
        }
        return KIND + HexFormat.of().toHexDigits(crc.getValue(), 8);
    }

    /** With their lengths, so that no two different texts have the same bytes. */
    private static void text(CRC32C crc, String... texts) {
        for (String text : texts) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            crc.update(number(bytes.length));
            crc.update(bytes);
        }
    }

    private static byte[] number(long n) {
        return ByteBuffer.allocate(Long.BYTES).putLong(n).array();
    }
}
