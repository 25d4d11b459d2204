package io.dxmi.samplers.engine;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.pytorch.jni.TorchScriptCall;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** TorchScript text written by Java, loaded as a module. One instance may run on several threads. */
final class Script implements AutoCloseable {

    /** The type of {@code self} in the text. */
    static final String SELF = "__torch__.Program";

    /** libtorch's graph optimiser is a per-thread switch; off, the first call is as fast as the hundredth. */
    private static final ThreadLocal<Boolean> PLAIN_EXECUTOR = ThreadLocal.withInitial(() -> {
        JniUtils.setGraphExecutorOptimize(false);
        return true;
    });

    private final PtSymbolBlock module;

    /**
     * @param methods {@code def} blocks in serialized-TorchScript syntax
     * @throws IllegalStateException if libtorch rejects the text; the message shows its line
     */
    Script(NDManager root, String methods) {
        try {
            module = JniUtils.loadModule((PtNDManager) root, new ByteArrayInputStream(archive(methods)), false, false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            throw new IllegalStateException("libtorch rejects a generated program: " + e.getMessage(), e);
        }
    }

    IValue run(String method, IValue... arguments) {
        PLAIN_EXECUTOR.get();
        return TorchScriptCall.run(module, method, arguments);
    }

    @Override
    public void close() {
        module.close();
    }

    /** The archive format of {@code torch.jit.save}: stored ZIP entries under one folder. */
    static byte[] archive(String methods) throws IOException {
        ByteArrayOutputStream pickle = new ByteArrayOutputStream();
        pickle.write(new byte[] {(byte) 0x80, 2}); // PROTO 2
        pickle.write("c__torch__\nProgram\n".getBytes(StandardCharsets.UTF_8)); // GLOBAL
        pickle.write(new byte[] {')', (byte) 0x81, '}', '('}); // EMPTY_TUPLE NEWOBJ EMPTY_DICT MARK
        pickle.write(new byte[] {'X', 8, 0, 0, 0}); // BINUNICODE "training" -> True
        pickle.write("training".getBytes(StandardCharsets.UTF_8));
        pickle.write((byte) 0x88); // NEWTRUE
        pickle.write("ub.".getBytes(StandardCharsets.UTF_8)); // SETITEMS BUILD STOP
        String code = "class Program(Module):\n  __parameters__ = []\n  __buffers__ = []\n  training : bool\n"
                + methods.indent(2);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            put(zip, "program/data.pkl", pickle.toByteArray());
            put(zip, "program/code/__torch__.py", code.getBytes(StandardCharsets.UTF_8));
            put(zip, "program/constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'}); // an empty tuple
            put(zip, "program/version", "3\n".getBytes(StandardCharsets.UTF_8));
            put(zip, "program/byteorder", "little".getBytes(StandardCharsets.UTF_8));
        }
        return out.toByteArray();
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
        zip.closeEntry();
    }
}
