package io.dxmi.samplers.engine;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.program.ProgramArchive;
import io.dxmi.samplers.program.ProgramFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipOutputStream;

/**
 * Somebody else's TorchScript module inside the programs that this toolkit writes ({@link Ops#module}), so that gradients pass
 * through it. The module is the attribute {@code module} of a class of this toolkit, in an archive of both.
 */
public final class ScriptModule {

    /** The class around the module; its name is in a namespace of its own. */
    private static final String PROGRAM = "__torch__.dxmi_around.Program";

    private static final String MEMBER = "code/__torch__/dxmi_around.py";

    private static final String STATE = "data.pkl";

    private final Path file;
    private final Map<String, byte[]> members;
    private final String type;

    private ScriptModule(Path file, Map<String, byte[]> members, String type) {
        this.file = file;
        this.members = members;
        this.type = type;
    }

    /**
     * Reads a file that {@link io.dxmi.samplers.program.TrustedPrograms} has opened.
     *
     * @throws UserError if it cannot be read, or holds no module
     */
    public static ScriptModule of(ProgramFile program) {
        Map<String, byte[]> members = ProgramArchive.members(program);
        return new ScriptModule(program.path(), members, type(program.path(), members.get(STATE)));
    }

    /** Where it was read from. */
    public Path file() {
        return file;
    }

    /** The class of the pickled module: PROTO 2, GLOBAL, two lines. */
    private static String type(Path file, byte[] state) {
        String text = state == null ? "" : new String(state, StandardCharsets.ISO_8859_1);
        String[] lines = text.split("\n", 3);
        if (lines.length == 3 && lines[0].startsWith("\u0080\u0002c__torch__") && text.endsWith(".")) {
            return lines[0].substring(3) + "." + lines[1];
        }
        throw new UserError(file + ": expected a module of torch.jit.save, got an archive without one");
    }

    /** An archive of the module and of methods that call it as {@code (self.module).forward(x)}. */
    byte[] with(String methods) {
        String code =
                "class Program(Module):\n  __parameters__ = []\n  __buffers__ = []\n  training : bool\n  module : "
                        + type + "\n" + methods.replace(Script.SELF, PROGRAM).indent(2);
        Map<String, byte[]> all = new LinkedHashMap<>(members);
        all.put(STATE, state());
        all.put(MEMBER, code.getBytes(StandardCharsets.UTF_8));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> member : all.entrySet()) {
                ScriptArchive.put(zip, "program/" + member.getKey(), member.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** A {@code Program} whose state is {@code training = False} and the module's own pickle. */
    private byte[] state() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] own = members.get(STATE);
        out.writeBytes(latin("\u0080\u0002c__torch__.dxmi_around\nProgram\n)\u0081}("));
        string(out, "training");
        out.writeBytes(latin("\u0089"));
        string(out, "module");
        out.writeBytes(Arrays.copyOfRange(own, 2, own.length - 1)); // without PROTO and STOP
        out.writeBytes(latin("ub."));
        return out.toByteArray();
    }

    private static void string(ByteArrayOutputStream out, String text) {
        byte[] length = ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(text.length())
                .array();
        out.writeBytes(latin("X"));
        out.writeBytes(length);
        out.writeBytes(latin(text));
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
