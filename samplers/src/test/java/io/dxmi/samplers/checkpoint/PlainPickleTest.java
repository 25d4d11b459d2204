package io.dxmi.samplers.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.TensorFile;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pickles as EDM writes its networks, each storage a string of bytes: what is read, and what is refused in one line. */
class PlainPickleTest {

    @TempDir
    private Path folder;

    private TensorFile open(Pickles pickle) {
        return CheckpointFile.open(Pickles.plain(folder, pickle.end()));
    }

    private String refusal(Pickles pickle) {
        Path file = Pickles.plain(folder, pickle.end());
        Throwable thrown = catchThrowable(() -> CheckpointFile.open(file));
        assertThat(thrown).isInstanceOf(UserError.class);
        assertThat(thrown.getMessage())
                .startsWith(file + ": ")
                .doesNotContain("\n")
                .hasSizeLessThan(1000);
        return thrown.getMessage();
    }

    /** A dictionary with a network in its place. */
    private static Pickles ema(String name, Pickles state) {
        return Pickles.begin().raw('}').string("ema").persistent(name, state).raw('s');
    }

    @Test
    void anObjectOfAPersistentClassGivesItsWeightsAndPlainAttributes() {
        TensorFile file = open(ema("EDMPrecond", Pickles.module(Pickles.storage(4))));
        assertThat(file.format()).isEqualTo("PyTorch (pickle)");
        assertThat(file.read("ema/weight").toFloats()).containsExactly(1, 2, 3, 4);
        assertThat(file.notes())
                .containsEntry("ema/class_name", "EDMPrecond")
                .containsEntry("ema/sigma_data", "0.5")
                .containsEntry("ema/_init_kwargs/width", "4")
                .hasSize(3);
        assertThat(file.unread()).isEmpty();
    }

    @Test
    void tensorsOfOneStorageShareIt() {
        byte[] storage = Pickles.storage(4);
        Pickles twice = Pickles.begin()
                .raw('}')
                .global("torch.storage", "_load_from_bytes")
                .raw('q', 0, '0');
        twice.array(storage).raw('q', 1, '0');
        for (String name : new String[] {"a", "b"}) {
            twice.string(name).global("torch._utils", "_rebuild_tensor_v2").raw('(', 'h', 0, 'h', 1, 0x85, 'R');
            twice.integer(name.equals("a") ? 0 : 2)
                    .longs(new long[] {2})
                    .longs(new long[] {1})
                    .raw(0x89, '}', 't', 'R', 's');
        }
        TensorFile file = open(twice);
        assertThat(file.read("a").toFloats()).containsExactly(1, 2);
        assertThat(file.read("b").toFloats()).containsExactly(3, 4);
    }

    @ParameterizedTest
    @CsvSource({
        "os, system",
        "builtins, eval",
        "builtins, exec",
        "torch, load",
        "torch_utils.persistence, _src_to_module",
        "torch_utils.persistence, import_hook",
        "training.networks, EDMPrecond",
        "__main__, Unknown"
    })
    void nothingElseIsCalled(String module, String name) {
        Path mark = folder.resolve("ran");
        Pickles call = Pickles.begin()
                .global(module, name)
                .raw('(')
                .string("touch " + mark)
                .raw('t', 'R');
        assertThat(refusal(call)).contains(module + "." + name).contains("refused");
        // beside a network it is left out and named
        Pickles beside = ema("Net", Pickles.module(Pickles.storage(4)))
                .string("x")
                .global(module, name)
                .raw('(')
                .string("touch " + mark)
                .raw('t', 'R', 's');
        TensorFile file = open(beside);
        assertThat(file.unread()).containsEntry("x", module + "." + name);
        assertThat(file.entries()).containsOnlyKeys("ema/weight");
        // and in place of a storage no tensor comes of it
        Pickles storage =
                Pickles.begin().global(module, name).string("touch " + mark).raw(0x85, 'R');
        assertThat(refusal(ema("Net", Pickles.module(storage.end())))).contains("pickle");
        assertThat(mark).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 1L << 30, 1L << 60, Long.MAX_VALUE, -1})
    void aStorageThatClaimsMoreThanItsBytesHoldIsRefused(long claimed) {
        assertThat(refusal(ema("Net", Pickles.module(Pickles.storage(claimed)))))
                .containsAnyOf("lies in a string of", "larger than any file", "a storage has");
    }

    @Test
    void bytesThatClaimMoreThanTheFileHoldsAreRefused() {
        Pickles array = Pickles.begin().raw(0x8e).int4(-1).int4(0x7fff);
        assertThat(refusal(array)).contains("cut off");
    }

    @Test
    void aStorageWithinAStorageIsNone() {
        Pickles inner = Pickles.begin()
                .global("torch.storage", "_load_from_bytes")
                .array(Pickles.storage(4))
                .raw(0x85, 'R');
        byte[] outer = Pickles.legacy(inner.end(), new String[0], new byte[0]);
        assertThat(refusal(ema("Net", Pickles.module(outer)))).contains("without tensors");
    }

    /** A message does not print a list that holds itself, or one that holds another twice, forty times over. */
    @Test
    void aContainerInPlaceOfASizeIsNotPrinted() {
        Pickles itself = Pickles.begin().raw(']', 'q', 1, 'h', 1, 'a', '0');
        Pickles twice = Pickles.begin().raw(']', 'q', 1, '0');
        for (int i = 0; i < 40; i++) twice.raw(']', '(', 'h', 1, 'h', 1, 'e', 'q', 1, '0');
        for (Pickles list : List.of(itself, twice)) {
            list.raw('(')
                    .string("storage")
                    .global("torch", "FloatStorage")
                    .string("0")
                    .string("cpu");
            byte[] storage = Pickles.legacy(list.raw('h', 1, 't', 'Q').end(), new String[0], new byte[0]);
            assertThat(refusal(ema("Net", Pickles.module(storage)))).contains("a storage has a container values");
        }
    }

    @Test
    void modulesInModulesEndAtADepth() {
        Pickles state = Pickles.module(Pickles.storage(4));
        for (int i = 0; i < 2000; i++) {
            Pickles outer = Pickles.begin().raw('}', '(').string("_parameters").raw('}');
            state = outer.string("_modules")
                    .raw('}')
                    .string("m")
                    .persistent("Net", state)
                    .raw('s', 'u');
        }
        assertThat(refusal(ema("Net", state))).contains("without tensors");
    }

    @Test
    void otherContentsAreNamed() {
        assertThat(refusal(Pickles.begin().raw('}'))).contains("a pickle without tensors");
        assertThat(refusal(Pickles.begin().raw('K', 1, 'Q'))).contains("outside");
        assertThat(refusal(Pickles.begin()
                        .global("torch_utils.persistence", "_reconstruct_persistent_obj")
                        .raw('}', 0x85, 'R')))
                .contains("without a class or attributes");
        assertThat(refusal(Pickles.begin().array(new byte[100]))).contains("an array of 100 bytes");
    }
}
