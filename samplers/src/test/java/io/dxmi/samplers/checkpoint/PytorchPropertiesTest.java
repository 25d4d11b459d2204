package io.dxmi.samplers.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.TensorFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** What holds for every damage to a checkpoint and for every sequence of instructions: a file's content or one line. */
class PytorchPropertiesTest {

    private static final long[] SHAPE = {2, 3};
    private static final long[] STRIDES = {3, 1};

    private static Path folder;
    private static List<byte[]> good;

    @BeforeContainer
    static void writeGoodOnes() throws IOException {
        folder = Files.createTempDirectory("pytorch");
        byte[] pickle = Pickles.begin()
                .raw('}', '(')
                .string("w")
                .tensor("0", 6, 0, SHAPE, STRIDES)
                .string("fid")
                .integer(3)
                .raw('u')
                .end();
        byte[] values = new byte[24];
        byte[] sized = new byte[32];
        sized[0] = 6;
        good = List.of(
                Files.readAllBytes(Pickles.zip(folder, pickle, Map.of("data/0", values))),
                Files.readAllBytes(Pickles.legacy(folder, pickle, new String[] {"0"}, sized)),
                Pickles.begin()
                        .raw('}')
                        .string("ema")
                        .persistent("Net", Pickles.module(Pickles.storage(4)))
                        .raw('s')
                        .end());
        for (byte[] bytes : good) assertThat(refusal(bytes)).isEmpty();
    }

    @AfterContainer
    static void clean() throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) Files.delete(file);
        }
        Files.delete(folder);
    }

    /** Opens and reads everything. @return why not, if it is refused */
    private static Optional<String> refusal(byte[] bytes) {
        Path file = folder.resolve("damaged.pth");
        try {
            Files.write(file, bytes);
            TensorFile opened = CheckpointFile.open(file);
            opened.entries().keySet().forEach(opened::read);
            opened.notes();
            return Optional.empty();
        } catch (UserError e) {
            assertThat(e.getMessage())
                    .startsWith(file + ": ")
                    .doesNotContain("\n")
                    .hasSizeLessThan(1000);
            return Optional.of(e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void aCutFileIsRefused(
            @ForAll @IntRange(max = 2) int format, @ForAll @DoubleRange(min = 0, max = 0.99) double where) {
        byte[] whole = good.get(format);
        assertThat(refusal(Arrays.copyOf(whole, (int) (where * whole.length)))).isPresent();
    }

    @Property(tries = 600, edgeCases = EdgeCasesMode.NONE)
    void damageIsRefusedOrHarmless(
            @ForAll @IntRange(max = 2) int format, @ForAll @Size(min = 1, max = 4) Map<Short, Byte> damage) {
        byte[] bytes = good.get(format).clone();
        damage.forEach((at, value) -> bytes[Math.floorMod(at, bytes.length)] = value);
        refusal(bytes);
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void everySequenceOfInstructionsEnds(@ForAll("instructions") List<byte[]> instructions) {
        Pickles pickle = Pickles.begin();
        for (byte[] instruction : instructions) for (byte b : instruction) pickle.raw(b);
        Path file = Pickles.zip(folder, pickle.end(), Map.of("data/0", new byte[24]));
        try {
            refusal(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Instructions that fit together more often than chance would have it, with some that do not. */
    @Provide
    Arbitrary<List<byte[]>> instructions() {
        Arbitrary<byte[]> whole = Arbitraries.of(
                new Pickles().raw('(').bytes(),
                new Pickles().raw('}').bytes(),
                new Pickles().raw(']').bytes(),
                new Pickles().raw(')').bytes(),
                new Pickles().raw('t').bytes(),
                new Pickles().raw(0x85).bytes(),
                new Pickles().raw(0x86).bytes(),
                new Pickles().raw(0x87).bytes(),
                new Pickles().raw('u').bytes(),
                new Pickles().raw('s').bytes(),
                new Pickles().raw('e').bytes(),
                new Pickles().raw('a').bytes(),
                new Pickles().raw('R').bytes(),
                new Pickles().raw('b').bytes(),
                new Pickles().raw('Q').bytes(),
                new Pickles().raw('0').bytes(),
                new Pickles().raw('1').bytes(),
                new Pickles().raw('2').bytes(),
                new Pickles().raw('N').bytes(),
                new Pickles().raw(0x88).bytes(),
                new Pickles().raw(0x94).bytes(),
                new Pickles().raw('q', 0).bytes(),
                new Pickles().raw('h', 0).bytes(),
                new Pickles().raw('K', 2).bytes(),
                new Pickles().integer(Long.MAX_VALUE).bytes(),
                new Pickles().integer(-1).bytes(),
                new Pickles().string("storage").bytes(),
                new Pickles().string("0").bytes(),
                new Pickles().string("f8").bytes(),
                new Pickles().text("I12\n").bytes(),
                new Pickles().text("F1e400\n").bytes(),
                new Pickles().text("L99999999999999999999L\n").bytes(),
                new Pickles().raw('C', 8, 1, 2, 3, 4, 5, 6, 7, 8).bytes(),
                new Pickles().global("torch", "FloatStorage").bytes(),
                new Pickles().global("torch", "Size").bytes(),
                new Pickles().global("numpy", "dtype").bytes(),
                new Pickles().global("numpy.core.multiarray", "scalar").bytes(),
                new Pickles().global("_codecs", "encode").bytes(),
                new Pickles().global("collections", "OrderedDict").bytes(),
                new Pickles().global("torch._utils", "_rebuild_tensor_v2").bytes(),
                new Pickles().global("torch._utils", "_rebuild_parameter").bytes(),
                new Pickles().tensor("0", 6, 0, SHAPE, STRIDES).bytes());
        Arbitrary<byte[]> any =
                Arbitraries.bytes().array(byte[].class).ofMinSize(1).ofMaxSize(3);
        return Arbitraries.frequencyOf(Tuple.of(30, whole), Tuple.of(1, any))
                .list()
                .ofMaxSize(40);
    }
}
