package io.dxmi.samplers.engine;

import io.dxmi.samplers.program.ProgramFile;
import io.dxmi.samplers.program.TrustedPrograms;
import io.dxmi.samplers.tensor.AtomicFiles;
import io.dxmi.samplers.tensor.HostTensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.LocalDateTime;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A TorchScript module as {@code torch.jit.save} writes one: stored ZIP entries under one folder.
 *
 * @param methods {@code def} blocks in serialized-TorchScript syntax, with {@link Script#SELF} as the type of self
 * @param parameters float32 tensors by attribute name, which moves them with the module
 * @param buffers further float32 tensors
 */
record ScriptArchive(String methods, Map<String, HostTensor> parameters, Map<String, HostTensor> buffers) {

    /** The time of all entries. */
    private static final LocalDateTime WRITTEN = LocalDateTime.of(1980, 2, 1, 0, 0);

    /** Methods without weights. */
    static ScriptArchive of(String methods) {
        return new ScriptArchive(methods, Map.of(), Map.of());
    }

    /** Writes a file that is trusted on this machine from now on. @throws io.dxmi.samplers.UserError if it cannot be written */
    void write(Path file) {
        MessageDigest sha = ProgramFile.newSha256();
        AtomicFiles.write(file, out -> writeTo(new DigestOutputStream(out, sha)));
        TrustedPrograms.wrote(HexFormat.of().formatHex(sha.digest()), file);
    }

    void writeTo(OutputStream out) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out);
        put(zip, "program/data.pkl", pickle());
        put(zip, "program/code/__torch__.py", code().getBytes(StandardCharsets.UTF_8));
        int key = 0;
        for (HostTensor tensor : parameters.values()) put(zip, "program/data/" + key++, tensor.data());
        for (HostTensor tensor : buffers.values()) put(zip, "program/data/" + key++, tensor.data());
        put(zip, "program/constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'}); // an empty tuple
        put(zip, "program/version", "3\n".getBytes(StandardCharsets.UTF_8));
        put(zip, "program/byteorder", "little".getBytes(StandardCharsets.UTF_8));
        zip.finish();
    }

    private String code() {
        StringBuilder text = new StringBuilder("class Program(Module):\n");
        text.append("  __parameters__ = ").append(names(parameters)).append('\n');
        text.append("  __buffers__ = ").append(names(buffers)).append('\n');
        parameters.keySet().forEach(name -> text.append("  ").append(name).append(" : Tensor\n"));
        buffers.keySet().forEach(name -> text.append("  ").append(name).append(" : Tensor\n"));
        return text.append("  training : bool\n").append(methods.indent(2)).toString();
    }

    private static String names(Map<String, HostTensor> tensors) {
        return tensors.keySet().stream().map(name -> "\"" + name + "\", ").collect(Collectors.joining("", "[", "]"));
    }

    /** The state: every attribute by name. */
    private byte[] pickle() {
        Pickle pickle = new Pickle();
        pickle.raw(0x80, 2).text("c__torch__\nProgram\n"); // PROTO 2, GLOBAL
        pickle.raw(')', 0x81, '}', '('); // EMPTY_TUPLE NEWOBJ EMPTY_DICT MARK
        int key = 0;
        for (Map.Entry<String, HostTensor> e : parameters.entrySet()) pickle.tensor(e.getKey(), key++, e.getValue());
        for (Map.Entry<String, HostTensor> e : buffers.entrySet()) pickle.tensor(e.getKey(), key++, e.getValue());
        pickle.string("training").raw(0x88); // True: there is nothing that it changes
        return pickle.raw('u', 'b', '.').bytes.toByteArray(); // SETITEMS BUILD STOP
    }

    /** The few instructions of pickle protocol 2 that are needed. */
    private static final class Pickle {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Pickle raw(int... codes) {
            for (int code : codes) bytes.write(code);
            return this;
        }

        Pickle text(String text) {
            bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
            return this;
        }

        Pickle string(String value) {
            return raw('X').int4(value.getBytes(StandardCharsets.UTF_8).length).text(value);
        }

        Pickle integer(int value) {
            return raw('J').int4(value);
        }

        private Pickle int4(int value) {
            bytes.writeBytes(ByteBuffer.allocate(4)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(value)
                    .array());
            return this;
        }

        void tensor(String name, int key, HostTensor tensor) {
            string(name).text("ctorch._utils\n_rebuild_tensor_v2\n").raw('(', '(');
            string("storage")
                    .text("ctorch\nFloatStorage\n")
                    .string(Integer.toString(key))
                    .string("cpu");
            integer(Math.toIntExact(tensor.size())).raw('t', 'Q'); // TUPLE BINPERSID
            integer(0).sizes(tensor.shape()).sizes(strides(tensor.shape())).raw(0x89); // no gradient
            text("ccollections\nOrderedDict\n").raw(')', 'R', 't', 'R'); // no hooks; REDUCE
        }

        private Pickle sizes(long[] sizes) {
            raw('(');
            for (long n : sizes) integer(Math.toIntExact(n));
            return raw('t');
        }

        private static long[] strides(long[] shape) {
            long[] strides = new long[shape.length];
            long step = 1;
            for (int axis = shape.length - 1; axis >= 0; axis--) {
                strides[axis] = step;
                step *= shape[axis];
            }
            return strides;
        }
    }

    static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setTimeLocal(WRITTEN); // equal networks are equal files
        entry.setSize(bytes.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(bytes);
        zip.closeEntry();
    }
}
