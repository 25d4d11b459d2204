package io.dxmi.bench.standin;

import io.dxmi.samplers.tensor.HostTensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A state dict of float32 tensors as {@code torch.save} of PyTorch 1.6 and later writes it: a ZIP of stored members. */
final class TorchSave {

    private final ByteArrayOutputStream pickle = new ByteArrayOutputStream();

    private TorchSave() {}

    static void write(Path file, Map<String, HostTensor> tensors) throws IOException {
        TorchSave save = new TorchSave();
        save.raw(0x80, 2)
                .text("ccollections\nOrderedDict\n")
                .raw(')', 'R', '('); // PROTO GLOBAL EMPTY_TUPLE REDUCE MARK
        int key = 0;
        for (Map.Entry<String, HostTensor> e : tensors.entrySet()) save.entry(e.getKey(), key++, e.getValue());
        save.raw('u', '.'); // SETITEMS STOP
        Files.createDirectories(file.toAbsolutePath().getParent());
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            put(zip, "archive/data.pkl", save.pickle.toByteArray());
            key = 0;
            for (HostTensor tensor : tensors.values()) put(zip, "archive/data/" + key++, tensor.data());
            put(zip, "archive/version", "3\n".getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** Name, then {@code torch._utils._rebuild_tensor_v2(storage, offset, shape, strides, False, OrderedDict())}. */
    private void entry(String name, int key, HostTensor tensor) {
        long[] shape = tensor.shape();
        string(name).text("ctorch._utils\n_rebuild_tensor_v2\n").raw('(', '('); // GLOBAL MARK MARK
        string("storage")
                .text("ctorch\nFloatStorage\n")
                .string(Integer.toString(key))
                .string("cpu");
        number(tensor.data().length / Float.BYTES).raw('t', 'Q'); // TUPLE BINPERSID
        number(0).raw('(');
        for (long side : shape) number(side);
        raw('t', '(');
        long stride = tensor.data().length / Float.BYTES;
        for (long side : shape) number(stride /= side);
        raw('t', 0x89).text("ccollections\nOrderedDict\n").raw(')', 'R', 't', 'R'); // NEWFALSE ... TUPLE REDUCE
    }

    private TorchSave raw(int... bytes) {
        for (int b : bytes) pickle.write(b);
        return this;
    }

    private TorchSave text(String ascii) {
        pickle.writeBytes(ascii.getBytes(StandardCharsets.US_ASCII));
        return this;
    }

    /** BINUNICODE. */
    private TorchSave string(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        raw('X').little(bytes.length);
        pickle.writeBytes(bytes);
        return this;
    }

    /** BININT. */
    private TorchSave number(long value) {
        return raw('J').little(Math.toIntExact(value));
    }

    private TorchSave little(int value) {
        pickle.writeBytes(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array());
        return this;
    }

    private static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(bytes);
    }
}
