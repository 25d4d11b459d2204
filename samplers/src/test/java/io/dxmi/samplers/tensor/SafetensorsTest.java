package io.dxmi.samplers.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.HostTensor.DType;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {

    @TempDir
    Path folder;

    @Test
    void keepsOrderMetadataAndEveryDtype() {
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        for (DType dtype : DType.values()) {
            byte[] data = new byte[6 * dtype.bytes];
            for (int i = 0; i < data.length; i++) data[i] = (byte) (i * 37 + dtype.bytes);
            tensors.put("z." + dtype, new HostTensor(dtype, new long[] {2, 3}, data));
        }
        tensors.put("a.scalar", HostTensor.of(new float[] {1.5f}));
        tensors.put("a.empty", HostTensor.of(new double[0], 0, 7));
        Map<String, String> metadata = new LinkedHashMap<>(Map.of("format", "pt \"quoted\" ü"));
        metadata.put("a", "");

        Path file = folder.resolve("all.safetensors");
        new Safetensors(tensors, metadata).write(file);
        Safetensors read = Safetensors.read(file);

        assertThat(read.metadata()).containsExactlyEntriesOf(metadata);
        assertThat(read.tensors().keySet()).containsExactlyElementsOf(tensors.keySet());
        read.tensors().forEach((name, tensor) -> assertSame(tensor, tensors.get(name)));
    }

    @Test
    void arraysAreAlignedWhateverTheirOrder() throws IOException {
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        tensors.put("flags", new HostTensor(DType.BOOL, new long[] {3}, new byte[] {1, 0, 1}));
        tensors.put("weights", HostTensor.of(new float[] {1, 2, 3}, 3));
        tensors.put("step", HostTensor.of(new long[] {7}));
        Path file = folder.resolve("mixed.safetensors");
        new Safetensors(tensors).write(file);

        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int header = (int) bytes.getLong(0);
        assertThat(header % 8).isZero();
        assertThat(bytes.getLong(8 + header)).isEqualTo(7);
        assertThat(bytes.getFloat(8 + header + 8)).isEqualTo(1);
    }

    /** Bytes put together by hand after the published description of the format, independently of the writer. */
    @Test
    void readsAFileLaidOutByHand() throws IOException {
        Path file = craft(
                "{\"__metadata__\":{\"k\":\"v\"},\"b\":{\"dtype\":\"I16\",\"shape\":[2],\"data_offsets\":[4,8]},"
                        + "\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]}}   ",
                new byte[] {0, 0, (byte) 0x80, (byte) 0xbf, 1, 0, (byte) 0xff, (byte) 0xff});
        Safetensors read = Safetensors.read(file);
        assertThat(read.tensors().get("a").toDoubles()).containsExactly(-1);
        assertThat(read.tensors().get("b").toDoubles()).containsExactly(1, -1);
        assertThat(read.metadata()).isEqualTo(Map.of("k", "v"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // header | what the message must say (the data has 8 bytes)
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} | Duplicate field 'a'",
                "{'a':{'dtype':'F8_E4M3','shape':[8],'data_offsets':[0,8]}} | tensor 'a': dtype 'F8_E4M3' is not one of",
                "{'a':{'shape':[8],'data_offsets':[0,8]}} | tensor 'a': dtype '' is not one of",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,9]}} | needs 8 bytes, but data_offsets span 9",
                "{'a':{'dtype':'F32','shape':[3],'data_offsets':[0,12]}} | ends at byte 12 of the data, but the file has only 8",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'b':{'dtype':'F32','shape':[1],'data_offsets':[2,6]}} | tensor 'b': overlaps",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'b':{'dtype':'U8','shape':[2],'data_offsets':[6,8]}} | tensor 'b': leaves a gap",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}} | 4 bytes follow the last array",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}} | data_offsets must be [begin, end]",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0]}} | data_offsets must be [begin, end]",
                "{'a':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}} | shape[0] must be a whole number from 0 on, got -2",
                "{'a':{'dtype':'F32','shape':[2.0],'data_offsets':[0,8]}} | shape[0] must be a whole number from 0 on, got 2.0",
                "{'a':{'dtype':'F32','shape':'2','data_offsets':[0,8]}} | shape must be a list",
                "{'a':{'dtype':'F32','shape':[9223372036854775807,9],'data_offsets':[0,8]}} | too large for any file",
                "{'a':{'dtype':'F32','shape':[99999999999999999999],'data_offsets':[0,8]}} | shape[0] must be a whole number",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8],'x':1}} | unknown key 'x'",
                "{'a':[1]} | its description must be an object",
                "{'a\\nb':1} | tensor 'a?b'",
                "{'__metadata__':{'k':1}} | __metadata__.k must be a string",
                "{'__metadata__':[]} | __metadata__ must be an object",
                "[1] | its header is not a JSON object",
                "{'a':  | its header is not valid JSON",
                "{} {} | its header is not valid JSON",
            })
    void refusesWithOneLineThatNamesTheFile(String header, String expected) throws IOException {
        Path file = craft(header.replace('\'', '"'), new byte[8]);
        assertThatThrownBy(() -> Safetensors.read(file))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining(expected)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }

    @Test
    void refusesImpossibleHeaderLengths() throws IOException {
        for (long length : new long[] {0, 1, 3, 1L << 40, -1, Long.MIN_VALUE}) {
            Path file = folder.resolve("length" + length);
            Files.write(
                    file,
                    ByteBuffer.allocate(10)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(length)
                            .put((byte) '{')
                            .put((byte) '}')
                            .array());
            assertThatThrownBy(() -> Safetensors.read(file))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("header claims");
        }
        assertThatThrownBy(() -> Safetensors.read(folder.resolve("none"))).isInstanceOf(UserError.class);
        assertThatThrownBy(() -> Safetensors.read(folder)).isInstanceOf(UserError.class);
    }

    @Test
    void refusesAnArrayThatJavaCannotHold() throws IOException {
        long big = (1L << 31) + 8;
        String header = "{'a':{'dtype':'U8','shape':[" + big + "],'data_offsets':[0," + big + "]}}";
        Path file = craft(header.replace('\'', '"'), new byte[0]);
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(sparse.length() + big);
        }
        assertThatThrownBy(() -> Safetensors.read(file))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("tensor 'a': arrays of 2 GiB or more are not supported");
    }

    @Test
    void theMetadataKeyCannotNameATensor() {
        assertThatThrownBy(() -> new Safetensors(Map.of("__metadata__", HostTensor.of(new float[] {1}))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private Path craft(String header, byte[] data) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        Path file = Files.createTempFile(folder, "crafted", ".safetensors");
        return Files.write(
                file,
                ByteBuffer.allocate(8 + json.length + data.length)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(json.length)
                        .put(json)
                        .put(data)
                        .array());
    }

    private static void assertSame(HostTensor actual, HostTensor expected) {
        assertThat(actual.dtype()).isEqualTo(expected.dtype());
        assertThat(actual.shape()).isEqualTo(expected.shape());
        assertThat(actual.data()).isEqualTo(expected.data());
    }
}
