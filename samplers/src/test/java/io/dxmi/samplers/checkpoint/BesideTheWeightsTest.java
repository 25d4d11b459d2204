package io.dxmi.samplers.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.Npz;
import io.dxmi.samplers.tensor.TensorFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What training scripts store beside the weights is listed and does nothing; the weights are read. */
class BesideTheWeightsTest {

    private static final long[] FOUR = {4};
    private static final long[] ONE = {1};

    @TempDir
    private Path folder;

    /** A dictionary of the tensor w, and of the value that {@code beside} makes under the name x. */
    private TensorFile with(Pickles beside) {
        Pickles whole = Pickles.begin()
                .raw('}')
                .string("w")
                .tensor("0", 4, 0, FOUR, ONE)
                .raw('s');
        byte[] body = beside.bytes();
        whole.string("x");
        for (int i = 2; i < body.length; i++) whole.raw(body[i]);
        TensorFile file =
                CheckpointFile.open(Pickles.zip(folder, whole.raw('s').end(), Map.of("data/0", new byte[16])));
        assertThat(file.entries()).containsKey("w");
        assertThat(file.read("w").size()).isEqualTo(4);
        return file;
    }

    @ParameterizedTest
    @CsvSource({
        "argparse, Namespace",
        "datetime, datetime",
        "numpy._core.multiarray, _reconstruct",
        "torch.optim.adam, Adam",
        "pathlib, PosixPath",
        "__main__, Config",
        "os, system",
        "builtins, eval"
    })
    void anObjectOfAnyClassIsNamedAndDoesNothing(String module, String name) {
        Path mark = folder.resolve("ran");
        TensorFile called = with(Pickles.begin()
                .global(module, name)
                .raw('(')
                .string("touch " + mark)
                .raw('t', 'R'));
        assertThat(called.unread()).containsEntry("x", module + "." + name);
        assertThat(mark).doesNotExist();
        TensorFile made = with(Pickles.begin()
                .global(module, name)
                .raw(')', 0x81, '}')
                .string("rate")
                .raw('K', 3, 's', 'b'));
        assertThat(made.unread()).containsEntry("x", module + "." + name);
        assertThat(made.notes()).containsEntry("x/rate", "3");
        assertThat(with(Pickles.begin().global(module, name)).unread()).containsKey("x");
    }

    @Test
    void aTensorThatCannotBeReadIsLeftOut() {
        assertThat(with(Pickles.begin().tensor("0", 4, 0, new long[] {4, 4}, new long[] {0, 0}))
                        .unread())
                .hasEntrySatisfying("x", why -> assertThat(why).contains("repeats the 4 values"));
        assertThat(with(Pickles.begin().tensor("0", 4, 0, new long[] {1L << 40}, new long[] {1}))
                        .unread())
                .containsKey("x");
        TensorFile complex = with(Pickles.begin()
                .global("torch._utils", "_rebuild_tensor_v2")
                .raw('(', '(')
                .string("storage")
                .global("torch", "ComplexFloatStorage")
                .string("1")
                .string("cpu")
                .integer(4)
                .raw('t', 'Q')
                .integer(0)
                .longs(FOUR)
                .longs(ONE)
                .raw(0x89, '}', 't', 'R'));
        assertThat(complex.unread()).containsEntry("x", "a tensor of complex numbers");
    }

    @Test
    void aNetworkThatWasSavedWholeHasTheNamesOfItsStateDict() {
        Pickles inner =
                Pickles.begin().global("torch.nn.modules.conv", "Conv2d").raw(')', 0x81, '}');
        inner.string("_parameters")
                .raw('}')
                .string("weight")
                .tensor("0", 4, 0, FOUR, ONE)
                .raw('s', 's');
        inner.string("_modules").raw('}', 's').raw('b');
        Pickles outer = Pickles.begin().global("__main__", "Net").raw(')', 0x81, '}');
        outer.string("_parameters").raw('}', 's').string("_modules").raw('}').string("conv");
        byte[] body = inner.bytes();
        for (int i = 2; i < body.length; i++) outer.raw(body[i]);
        outer.raw('s', 's', 'b');
        assertThat(with(outer).entries()).containsKey("x/conv.weight");
    }

    @Test
    void keysOfOtherKindsAreNamed() {
        Pickles table = Pickles.begin()
                .raw('}', 'K', 0, 'K', 1, 0x86)
                .tensor("0", 4, 0, FOUR, ONE)
                .raw('s');
        assertThat(with(table).entries()).containsKey("x/(0, 1)");
        Pickles self =
                Pickles.begin().raw('}', '}').tensor("0", 4, 0, FOUR, ONE).raw('s');
        assertThat(with(self).entries()).containsKey("x/key 1");
    }

    @Test
    void longTextsAndDeepContainersArePassedOver() {
        byte[] text = new byte[70 << 20];
        Pickles large = Pickles.begin().raw('B').int4(text.length).text(new String(text, StandardCharsets.US_ASCII));
        assertThat(with(large).unread())
                .hasEntrySatisfying("x", why -> assertThat(why).contains("73400320 bytes"));
        Pickles deep = Pickles.begin();
        for (int i = 0; i < 20; i++) deep.raw(']');
        for (int i = 0; i < 19; i++) deep.raw('a');
        assertThat(with(deep).unread()).containsValue("its containers are nested deeper than 8");
    }

    @Test
    void arraysOfOtherTypesAreLeftOutAsLongAsAnotherIsRead() throws IOException {
        Path file = folder.resolve("a.npz");
        Npz.write(file, Map.of("w", HostTensor.of(new float[4], 4)));
        byte[] bytes = Files.readAllBytes(file);
        assertThat(CheckpointFile.open(Files.write(file, bytes)).unread()).isEmpty();
        String header = "{\"w\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [0, 4]},"
                + " \"q\": {\"dtype\": \"F8_E4M3\", \"shape\": [2], \"data_offsets\": [4, 6]}}";
        Path tensors = folder.resolve("a.safetensors");
        Files.write(tensors, safetensors(header, 6));
        assertThat(CheckpointFile.open(tensors).entries()).containsOnlyKeys("w");
        assertThat(CheckpointFile.open(tensors).unread()).containsOnlyKeys("q");
        Files.write(tensors, safetensors(header, 5));
        assertThatThrownBy(() -> CheckpointFile.open(tensors)).isInstanceOf(UserError.class);
    }

    private static byte[] safetensors(String header, int data) {
        return ByteBuffer.allocate(8 + header.length() + data)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length())
                .put(header.getBytes(StandardCharsets.US_ASCII))
                .array();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "version https://git-lfs.github.com/spec/v1 | git lfs pull",
                "<!DOCTYPE html><html> | a web page",
                "'{\"weight_map\": 1}     ' | JSON",
            })
    void whatIsNoCheckpointIsNamedWithItsRemedy(String content, String remedy) throws IOException {
        Path file = Files.writeString(folder.resolve("net.pth"), content);
        assertThatThrownBy(() -> CheckpointFile.open(file))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(remedy);
    }
}
