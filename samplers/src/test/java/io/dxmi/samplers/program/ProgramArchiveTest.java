package io.dxmi.samplers.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.JniUtils;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.engine.Torch;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProgramArchiveTest {

    private static final String GOOD = Programs.code("return torch.neg(x)");
    private static final String WICKED = Programs.code("torch.save(x, \"f\")", "return x");

    @TempDir
    private Path folder;

    private Path file(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("net.pt"), bytes);
    }

    private String refusal(byte[] bytes) throws IOException {
        Path file = file(bytes);
        Throwable thrown = catchThrowable(() -> ProgramArchive.check(ProgramFile.of(file)));
        assertThat(thrown).isInstanceOf(UserError.class);
        assertThat(thrown.getMessage()).startsWith(file + ": ").doesNotContain("\n");
        return thrown.getMessage();
    }

    private void accept(byte[] bytes) throws IOException {
        Path file = file(bytes);
        assertThatCode(() -> ProgramArchive.check(ProgramFile.of(file))).doesNotThrowAnyException();
    }

    private static Map<String, byte[]> with(String code, String name, byte[] bytes) {
        Map<String, byte[]> members = Programs.members(code);
        members.put(name, bytes);
        return members;
    }

    @Test
    void aModuleIsAcceptedStoredAndPacked() throws IOException {
        accept(Programs.zip(Programs.members(GOOD)));
        accept(Programs.zip(Programs.members(GOOD), ZipEntry.DEFLATED));
        accept(Programs.zip(with(GOOD, "data/0", new byte[3 << 20])));
    }

    /** With its ZIP64 directory and debug information. */
    @Test
    void whatLibtorchSavesIsAccepted() throws IOException {
        String layers = "y = torch.neg(x)\n    ".repeat(40) + "return y";
        ByteArrayOutputStream saved = new ByteArrayOutputStream();
        try (NDManager root = Torch.open();
                PtSymbolBlock module = JniUtils.loadModule(
                        (PtNDManager) root,
                        new ByteArrayInputStream(Programs.zip(Programs.members(Programs.code(layers)))),
                        false,
                        false)) {
            JniUtils.writeModule(module, saved, false);
        }
        assertThat(new String(saved.toByteArray(), StandardCharsets.ISO_8859_1))
                .contains("PK\6\6") // a ZIP64 directory
                .contains(".debug_pkl");
        accept(saved.toByteArray());
    }

    @ParameterizedTest
    @ValueSource(ints = {ZipEntry.STORED, ZipEntry.DEFLATED})
    void codeIsFoundWhereverItLies(int method) throws IOException {
        assertThat(refusal(Programs.zip(Programs.members(WICKED), method)))
                .contains("net/code/__torch__.py: it asks for torch.save, which is refused");
        byte[] wicked = Programs.latin(WICKED);
        for (String name :
                new String[] {"code/__torch__/deep/er.py", "CODE/other.PY", "code\\x.py", "x.py", "data/1.py"}) {
            assertThat(refusal(Programs.zip(with(GOOD, name, wicked), method))).contains("torch.save");
        }
        byte[] pickle = Programs.latin("\u0080\2c__torch__.torch.classes.c10d\nFileStore\n.");
        for (String name : new String[] {"constants.pkl", "DATA.PKL", "other.pkl"}) {
            Map<String, byte[]> members = Programs.members(GOOD);
            members.keySet().removeIf(name::equalsIgnoreCase);
            members.put(name, pickle);
            assertThat(refusal(Programs.zip(members, method))).contains("torch.classes.c10d");
        }
    }

    @Test
    void whatIsNoTorchScriptIsCalledWhatItIs() throws IOException {
        assertThat(refusal(new byte[0])).contains("got an empty file");
        assertThat(refusal(Programs.latin("hello, world"))).contains("got something else");
        assertThat(refusal(Programs.latin("\u0080\2}q\0."))).contains("got a bare pickle");
        assertThat(refusal(Programs.latin("\30\0\0\0PTMF"))).contains("got a program for PyTorch Mobile");
        assertThat(refusal(Programs.latin("PYTORCH1 and more"))).contains("preview of PyTorch 1.0");
        assertThat(refusal(Programs.zip(with(GOOD, "bytecode.pkl", new byte[1]))))
                .contains("PyTorch Mobile");
        assertThat(refusal(Programs.zip(with(GOOD, "MODEL.json", new byte[1])))).contains("PyTorch 1.0 to 1.2");
        Map<String, byte[]> weights = Programs.members(GOOD);
        weights.remove("constants.pkl");
        assertThat(refusal(Programs.zip(weights))).contains("got the weights of a torch.save without a program");
        weights.remove("data.pkl");
        assertThat(refusal(Programs.zip(weights))).contains("got a ZIP without a program");
        Map<String, byte[]> silent = Programs.members(GOOD);
        silent.remove("code/__torch__.py");
        assertThat(refusal(Programs.zip(silent))).contains("got an archive without code");
    }

    @Test
    void twoMembersOfOneNameAreRefused() throws IOException {
        assertThat(refusal(Programs.zip(with(GOOD, "CODE/__TORCH__.py", Programs.latin(GOOD)))))
                .contains("it has two members net/CODE/__TORCH__.py");
        byte[] twins = Programs.zip(with(GOOD, "code/__torcx__.py", Programs.latin(WICKED)));
        assertThat(refusal(replaced(twins, "__torcx__", "__torch__"))).contains("two members");
    }

    @Test
    void membersOutsideTheFolderAreRefused() throws IOException {
        byte[] zip = Programs.zip(with(GOOD, "code/other.py", Programs.latin(WICKED)));
        assertThat(refusal(replaced(zip, "net/code/other.py", "nut/code/other.py")))
                .contains("lies outside net/");
        assertThat(refusal(replaced(zip, "net/", "net_"))).contains("lies outside its folder");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'another name in the local header' | directory and its member",
                "'another method in the local header' | directory and its member",
                "'a comment at the end' | bytes follow its directory",
                "'bytes before the first member' | directory is not at its end",
                "'bytes before, with all offsets moved' | bytes come before its members",
                "'bytes between members and directory' | directory is not at its end",
                "'a ZIP behind the ZIP' | directory is not at its end",
                "'encrypted' | is encrypted",
                "'another way to pack' | in a way that PyTorch does not know",
                "'fewer members than it says' | not as many members",
                "'a member beyond the end' | reaches beyond the file",
                "'two members at one place' | members overlap",
                "'two sizes of a stored member' | the sizes of",
                "'cut off' | bytes follow its directory, or it is cut off",
            })
    void ambiguousArchivesAreRefused(String trick, String message) throws IOException {
        assertThat(refusal(tricked(trick))).contains(message);
    }

    private static byte[] tricked(String trick) {
        byte[] zip = Programs.zip(Programs.members(GOOD));
        ByteBuffer bytes = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
        int end = zip.length - 22;
        int directory = bytes.getInt(end + 16);
        int second = directory + 46 + bytes.getShort(directory + 28) + bytes.getShort(directory + 30);
        int local = bytes.getInt(second + 42);
        byte[] front = new byte[100];
        switch (trick) {
            case "another name in the local header" -> bytes.put(local + 32, (byte) 'X');
            case "another method in the local header" -> bytes.putShort(local + 8, (short) 8);
            case "a comment at the end" -> {
                bytes.putShort(end + 20, (short) 3);
                return joined(zip, new byte[3]);
            }
            case "bytes before the first member" -> {
                return joined(Programs.latin("PK\3\4"), joined(front, zip));
            }
            case "bytes before, with all offsets moved" -> {
                for (int at = directory; at < end; at += 46 + bytes.getShort(at + 28) + bytes.getShort(at + 30)) {
                    bytes.putInt(at + 42, bytes.getInt(at + 42) + 104);
                }
                bytes.putInt(end + 16, directory + 104);
                return joined(Programs.latin("PK\3\4"), joined(front, zip));
            }
            case "bytes between members and directory" -> {
                byte[] members = Arrays.copyOf(zip, directory);
                return joined(joined(members, front), Arrays.copyOfRange(zip, directory, zip.length));
            }
            case "a ZIP behind the ZIP" -> {
                return joined(Programs.zip(Programs.members(WICKED)), zip);
            }
            case "encrypted" -> bytes.putShort(second + 8, (short) (bytes.getShort(second + 8) | 1));
            case "another way to pack" -> bytes.putShort(second + 10, (short) 12);
            case "fewer members than it says" -> {
                bytes.putShort(end + 8, (short) 9);
                bytes.putShort(end + 10, (short) 9);
            }
            case "a member beyond the end" -> {
                bytes.putInt(second + 20, 1 << 30);
                bytes.putInt(second + 24, 1 << 30);
            }
            case "two members at one place" -> bytes.putInt(second + 42, bytes.getInt(directory + 42));
            case "two sizes of a stored member" -> bytes.putInt(second + 24, 1);
            case "cut off" -> {
                return Arrays.copyOf(zip, zip.length - 1);
            }
            default -> throw new IllegalArgumentException(trick);
        }
        return zip;
    }

    @Test
    void smallFilesThatUnpackToMuchAreRefused() throws IOException {
        byte[] blanks = new byte[20 << 20];
        Arrays.fill(blanks, (byte) ' ');
        assertThat(refusal(Programs.zip(with(GOOD, "code/x.py", blanks), ZipEntry.DEFLATED)))
                .contains("has 20971520 bytes; expected at most");
        byte[] dots = new byte[15 << 20];
        Arrays.fill(dots, (byte) '.');
        assertThat(refusal(Programs.zip(with(GOOD, "code/x.py", dots), ZipEntry.DEFLATED)))
                .contains("its code has more than 2000000 words");
        byte[] lies = Programs.zip(with(GOOD, "code/x.py", new byte[1 << 20]), ZipEntry.DEFLATED);
        ByteBuffer bytes = ByteBuffer.wrap(lies).order(ByteOrder.LITTLE_ENDIAN);
        int at = bytes.getInt(lies.length - 6);
        while (bytes.getInt(at + 24) != 1 << 20) at += 46 + bytes.getShort(at + 28) + bytes.getShort(at + 30);
        bytes.putInt(at + 24, 100);
        assertThat(refusal(lies)).contains("net/code/x.py is longer than it says");
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] out = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, out, first.length, second.length);
        return out;
    }

    private static byte[] replaced(byte[] bytes, String old, String young) {
        return Programs.latin(new String(bytes, StandardCharsets.ISO_8859_1).replace(old, young));
    }
}
