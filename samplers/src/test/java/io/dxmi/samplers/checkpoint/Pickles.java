package io.dxmi.samplers.checkpoint;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes pickles and checkpoints byte by byte, the wicked ones too. */
final class Pickles {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    static Pickles begin() {
        return new Pickles().raw(0x80, 2);
    }

    Pickles raw(int... codes) {
        for (int code : codes) bytes.write(code);
        return this;
    }

    Pickles text(String ascii) {
        bytes.writeBytes(ascii.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    Pickles global(String module, String name) {
        return text("c" + module + "\n" + name + "\n");
    }

    Pickles string(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        return raw('X').int4(utf8.length).text(value);
    }

    Pickles integer(long value) {
        raw(0x8a, 8);
        bytes.writeBytes(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array());
        return this;
    }

    Pickles int4(int value) {
        bytes.writeBytes(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array());
        return this;
    }

    /** A tensor of float32 in storage {@code key} of so many values, whatever sense that makes. */
    Pickles tensor(String key, long values, long offset, long[] shape, long[] strides) {
        global("torch._utils", "_rebuild_tensor_v2").raw('(', '(');
        string("storage")
                .global("torch", "FloatStorage")
                .string(key)
                .string("cpu")
                .integer(values)
                .raw('t', 'Q');
        integer(offset).longs(shape).longs(strides).raw(0x89);
        return global("collections", "OrderedDict").raw(')', 'R', 't', 'R');
    }

    Pickles longs(long[] values) {
        raw('(');
        for (long value : values) integer(value);
        return raw('t');
    }

    byte[] end() {
        return raw('.').bytes();
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }

    /** A checkpoint of the newer format in {@code folder}. */
    static Path zip(Path folder, byte[] pickle, Map<String, byte[]> members) {
        return zip(folder, pickle, members, ZipEntry.STORED);
    }

    static Path zip(Path folder, byte[] pickle, Map<String, byte[]> members, int method) {
        Path file = folder.resolve("checkpoint.pth");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            put(zip, "archive/data.pkl", pickle, method);
            for (Map.Entry<String, byte[]> member : members.entrySet()) {
                put(zip, "archive/" + member.getKey(), member.getValue(), method);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    private static void put(ZipOutputStream zip, String name, byte[] content, int method) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(content);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(method);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    /** Raw bytes of up to 4 GB. */
    Pickles array(byte[] values) {
        raw('B').int4(values.length);
        bytes.writeBytes(values);
        return this;
    }

    /** A tensor of four values of float32 whose storage is a string of bytes, as a plain pickle has it. */
    Pickles plainTensor(byte[] storage) {
        global("torch._utils", "_rebuild_tensor_v2").raw('(');
        global("torch.storage", "_load_from_bytes").array(storage).raw(0x85, 'R');
        return integer(0).longs(new long[] {4}).longs(new long[] {1}).raw(0x89, '}', 't', 'R');
    }

    /** An object of a persistent class of EDM whose attributes are what {@code state} makes. */
    Pickles persistent(String name, Pickles state) {
        global("torch_utils.persistence", "_reconstruct_persistent_obj").raw('}', '(');
        string("type").string("class").string("version").raw('K', 6);
        string("module_src")
                .string("raise SystemExit('run')")
                .string("class_name")
                .string(name);
        string("state");
        bytes.writeBytes(Arrays.copyOfRange(state.bytes(), 2, state.bytes().length));
        return raw('u', 0x85, 'R');
    }

    /** The attributes of a module with one parameter, {@code weight}, and one constructor argument. */
    static Pickles module(byte[] storage) {
        return begin().raw('}', '(')
                .string("_parameters")
                .raw('}')
                .string("weight")
                .plainTensor(storage)
                .raw('s')
                .string("_modules")
                .raw('}')
                .string("_init_kwargs")
                .raw('}')
                .string("width")
                .raw('K', 4, 's')
                .string("sigma_data")
                .text("F0.5\n")
                .raw('u');
    }

    /** The bytes of a storage of four values of float32, 1 to 4, that claims to have so many. */
    static byte[] storage(long claimed) {
        Pickles reference = begin().raw('(')
                .string("storage")
                .global("torch", "FloatStorage")
                .string("0")
                .string("cpu")
                .integer(claimed)
                .raw('N', 't', 'Q');
        ByteBuffer values =
                ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN).putLong(claimed);
        for (int i = 1; i <= 4; i++) values.putFloat(i);
        return legacy(reference.end(), new String[] {"0"}, values.array());
    }

    /** A plain pickle. */
    static Path plain(Path folder, byte[] pickle) {
        try {
            return Files.write(folder.resolve("network.pkl"), pickle);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A checkpoint of the older format in {@code folder}. */
    static Path legacy(Path folder, byte[] pickle, String[] keys, byte[] rest) {
        try {
            return Files.write(folder.resolve("legacy.pth"), legacy(pickle, keys, rest));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A checkpoint of the older format: the object's pickle, the storages' keys, and what follows. */
    static byte[] legacy(byte[] pickle, String[] keys, byte[] rest) {
        Pickles file = begin().raw(0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, '.');
        file.raw(0x80, 2, 'M', 0xe9, 0x03, '.').raw(0x80, 2, '}', '.');
        file.bytes.writeBytes(pickle);
        file.raw(0x80, 2, ']', '(');
        for (String key : keys) file.string(key);
        file.raw('e', '.');
        file.bytes.writeBytes(rest);
        return file.bytes();
    }
}
