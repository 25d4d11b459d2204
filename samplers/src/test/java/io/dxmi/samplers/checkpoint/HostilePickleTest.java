package io.dxmi.samplers.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.TensorFile;
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

/** Files made to run code, to use up memory or time, or to read what is not theirs. */
class HostilePickleTest {

    private static final long[] FOUR = {4};
    private static final long[] ONE = {1};

    @TempDir
    private Path folder;

    /** Opens the file and reads all of it. @return the one line with which it is refused */
    private String refusal(Path file) {
        Throwable thrown = catchThrowable(() -> {
            TensorFile opened = CheckpointFile.open(file);
            opened.entries().keySet().forEach(opened::read);
        });
        assertThat(thrown).isInstanceOf(UserError.class);
        assertThat(thrown.getMessage())
                .startsWith(file + ": ")
                .doesNotContain("\n")
                .hasSizeLessThan(1000);
        return thrown.getMessage();
    }

    private String refusal(Pickles pickle, Map<String, byte[]> members) {
        return refusal(Pickles.zip(folder, pickle.end(), members));
    }

    private String refusal(Pickles pickle) {
        return refusal(pickle, Map.of());
    }

    @ParameterizedTest
    @CsvSource({
        "os,system",
        "posix,system",
        "nt,system",
        "builtins,eval",
        "builtins,getattr",
        "__builtin__,exec",
        "subprocess,Popen",
        "torch.hub,load",
        "torch,load",
        "java.lang.Runtime,getRuntime",
        "io.dxmi.cli.Main,main"
    })
    void noFunctionOfTheFilesChoiceIsCalled(String module, String name) {
        Path mark = folder.resolve("ran");
        Pickles call = Pickles.begin()
                .global(module, name)
                .raw('(')
                .string("touch " + mark)
                .raw('t', 'R');
        assertThat(refusal(call)).contains(module + "." + name).contains("refused");
        Pickles stacked = Pickles.begin()
                .string(module)
                .string(name)
                .raw(0x93, '(')
                .string("touch " + mark)
                .raw('t', 'R');
        assertThat(refusal(stacked)).contains(module + "." + name);
        assertThat(mark).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(ints = {'i', 'o', 'P', 0x82, 0x83, 0x84, 0x97, 0xff})
    void otherWaysToMakeObjectsAreRefused(int instruction) {
        assertThat(refusal(Pickles.begin().raw('(').string("x").raw(instruction, 0, '\n', 'y', '\n')))
                .contains(String.format("0x%02x", instruction));
    }

    @Test
    void aNameFromTheFileCannotSpoilTheLine() {
        String refusal = refusal(Pickles.begin()
                .string("o\ns\u001b[2J" + "x".repeat(5000))
                .string("system")
                .raw(0x93));
        assertThat(refusal).doesNotContain("\u001b").contains("o?s?[2J");
    }

    @Test
    void aCallOfWhatIsNoFunctionIsRefused() {
        assertThat(refusal(Pickles.begin().global("torch", "FloatStorage").raw(')', 'R')))
                .contains("wrong kind");
        assertThat(refusal(Pickles.begin().string("os.system").raw(')', 'R'))).contains("wrong kind");
    }

    @Test
    void deepNestingEndsInALine() {
        Pickles lists = Pickles.begin();
        for (int i = 0; i < 300_000; i++) lists.raw(']');
        for (int i = 0; i < 299_999; i++) lists.raw('a');
        assertThat(refusal(lists)).contains("nested");
        Pickles tuples = Pickles.begin().raw(')');
        for (int i = 0; i < 300_000; i++) tuples.raw(0x85);
        assertThat(refusal(tuples)).contains("nested");
    }

    @Test
    void aListThatHoldsItselfIsHarmless() {
        Path file = Pickles.zip(
                folder, Pickles.begin().raw(']', 'q', 0, 'h', 0, 'a').end(), Map.of());
        assertThat(CheckpointFile.open(file).entries()).isEmpty();
    }

    @Test
    void listsThatDoubleAtEveryLevelTakeNoTime() {
        Pickles laughs = Pickles.begin().raw(']', 'q', 0);
        for (int i = 0; i < 7; i++) {
            laughs.raw(']', '(');
            for (int k = 0; k < 200; k++) laughs.raw('h', i);
            laughs.raw('e', 'q', i + 1);
        }
        assertThat(CheckpointFile.open(Pickles.zip(folder, laughs.end(), Map.of()))
                        .entries())
                .isEmpty();
    }

    @Test
    void endlessInstructionsEndInALine() {
        byte[] pickle = new byte[5_000_000];
        Arrays.fill(pickle, (byte) ']');
        assertThat(refusal(Pickles.zip(folder, pickle, Map.of()))).contains("objects");
        for (int i = 0; i + 1 < pickle.length; i += 2) {
            pickle[i] = '}';
            pickle[i + 1] = (byte) 0x94; // remembered one by one
        }
        assertThat(refusal(Pickles.zip(folder, pickle, Map.of()))).contains("objects");
    }

    @Test
    void copiesOfOneListArePaidFor() {
        Pickles copies = Pickles.begin().raw(']', 'q', 0, '(');
        for (int i = 0; i < 10_000; i++) copies.raw('N');
        copies.raw('e').global("builtins", "set").raw('q', 1);
        for (int i = 0; i < 10_000; i++) copies.raw('h', 1, 'h', 0, 0x85, 'R');
        assertThat(refusal(copies)).contains("objects");
    }

    @Test
    void lengthsBeyondTheFileSetNoMemoryAside() {
        for (int code : new int[] {'X', 'T', 'B', 0x8b}) {
            assertThat(refusal(Pickles.begin().raw(code).int4(-1))).containsAnyOf("cut off", "integer of");
        }
        for (int code : new int[] {0x8d, 0x8e, 0x96}) {
            assertThat(refusal(Pickles.begin().raw(code).int4(-1).int4(0x7fffffff)))
                    .contains("cut off");
            assertThat(refusal(Pickles.begin().raw(code).int4(-1).int4(-1))).contains("cut off");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "4, 0, 5, 1", // one too many
        "4, 1, 4, 1",
        "4, 0, 4, 2",
        "4, -1, 1, 1",
        "4, 0, -1, 1",
        "4, 0, 2, -1",
        "4, 0, 9223372036854775807, 1",
        "4, 9223372036854775807, 2, 9223372036854775807",
        "4, 0, 1000000000, 0", // one value a billion times
        "9223372036854775807, 0, 4, 1", // more than the file has
        "-4, 0, 0, 1",
        "5, 0, 4, 1"
    })
    void noTensorReachesOutOfItsStorage(long claimed, long offset, long size, long stride) {
        Pickles pickle = Pickles.begin().tensor("0", claimed, offset, new long[] {size}, new long[] {stride});
        assertThat(refusal(pickle, Map.of("data/0", new byte[16]))).containsAnyOf("damaged", "repeats");
        Path legacy = Pickles.legacy(
                folder,
                Pickles.begin()
                        .tensor("0", claimed, offset, new long[] {size}, new long[] {stride})
                        .end(),
                new String[] {"0"},
                ByteBuffer.allocate(24)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(4)
                        .array());
        refusal(legacy);
    }

    @Test
    void manyAxesWhoseProductOverflowsAreRefused() {
        long[] sizes = new long[30];
        Arrays.fill(sizes, 1L << 20);
        assertThat(refusal(Pickles.begin().tensor("0", 4, 0, sizes, new long[30]), Map.of("data/0", new byte[16])))
                .contains("damaged");
        assertThat(refusal(
                        Pickles.begin().tensor("0", 4, 0, new long[100], new long[100]),
                        Map.of("data/0", new byte[16])))
                .contains("axes");
    }

    @Test
    void aStorageMustBeThere() {
        assertThat(refusal(Pickles.begin().tensor("../../etc/passwd", 4, 0, FOUR, ONE)))
                .contains("lacks");
        refusal(Pickles.legacy(
                folder, Pickles.begin().tensor("7", 4, 0, FOUR, ONE).end(), new String[0], new byte[24]));
        refusal(Pickles.legacy(
                folder, Pickles.begin().tensor("7", 4, 0, FOUR, ONE).end(), new String[] {"7", "7"}, new byte[48]));
        refusal(Pickles.legacy(
                folder, Pickles.begin().tensor("7", 4, 0, FOUR, ONE).end(), new String[] {"7"}, new byte[24]));
    }

    @Test
    void compressedMembersAndDamagedValuesAreRefused() throws IOException {
        Pickles pickle = Pickles.begin().tensor("0", 4, 0, FOUR, ONE);
        byte[] whole = pickle.end();
        assertThat(refusal(Pickles.zip(folder, whole, Map.of("data/0", new byte[16]), ZipEntry.DEFLATED)))
                .contains("compressed");
        Path file =
                Pickles.zip(folder, whole, Map.of("data/0", "0123456789abcdef".getBytes(StandardCharsets.US_ASCII)));
        assertThat(CheckpointFile.open(file).read("tensor").size()).isEqualTo(4);
        byte[] bytes = Files.readAllBytes(file);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        bytes[text.indexOf("0123456789abcdef") + 5] ^= 1;
        Files.write(file, bytes);
        assertThat(refusal(file)).contains("checksum");
    }

    @Test
    void programsBigEndianMachinesAndOtherPicklesAreNamed() {
        byte[] empty = Pickles.begin().raw('}').end();
        assertThat(refusal(Pickles.zip(folder, empty, Map.of("constants.pkl", empty))))
                .contains("TorchScript");
        assertThat(refusal(Pickles.zip(folder, empty, Map.of("byteorder", "big".getBytes(StandardCharsets.US_ASCII)))))
                .contains("big-endian");
    }

    @Test
    void whatIsNoCheckpointIsNamed() throws IOException {
        Path file = folder.resolve("notes.txt");
        for (String content : new String[] {"", "PK", "hello, world and more", "\u0080\u0002}q\u0000."}) {
            Files.write(file, content.getBytes(StandardCharsets.ISO_8859_1));
            refusal(file);
        }
        refusal(folder.resolve("missing.pth"));
        assertThat(refusal(folder)).contains("config.json");
    }
}
