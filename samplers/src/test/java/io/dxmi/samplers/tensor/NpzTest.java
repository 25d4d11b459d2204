package io.dxmi.samplers.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.HostTensor.DType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpzTest {

    @TempDir
    Path folder;

    @Test
    void readsBackWhatItWrote() {
        Map<String, HostTensor> arrays = new LinkedHashMap<>();
        Random random = new Random(3);
        for (DType dtype : DType.values()) {
            if (dtype == DType.BF16) continue;
            for (long[] shape : new long[][] {{}, {0}, {5}, {2, 3}, {1, 0, 4}, {2, 3, 1, 2}}) {
                byte[] data = new byte[(int) Arrays.stream(shape).reduce(dtype.bytes, (a, b) -> a * b)];
                random.nextBytes(data);
                arrays.put(
                        "of/" + dtype + "." + shape.length + Arrays.hashCode(shape),
                        new HostTensor(dtype, shape, data));
            }
        }
        Path file = folder.resolve("all.npz");
        Npz.write(file, arrays);

        Map<String, HostTensor> read = Npz.read(file);
        assertThat(read.keySet()).containsExactlyElementsOf(arrays.keySet());
        arrays.forEach((name, array) -> {
            assertThat(read.get(name).dtype()).isEqualTo(array.dtype());
            assertThat(read.get(name).shape()).isEqualTo(array.shape());
            assertThat(read.get(name).data()).isEqualTo(array.data());
        });
    }

    @Test
    void equalArraysMakeEqualFiles() throws IOException {
        Map<String, HostTensor> arrays = Map.of("x", HostTensor.of(new float[] {1, 2}, 2));
        Npz.write(folder.resolve("a.npz"), arrays);
        Npz.write(folder.resolve("b.npz"), arrays);
        assertThat(folder.resolve("a.npz")).hasSameBinaryContentAs(folder.resolve("b.npz"));
        assertThat(folder.toFile().list()).hasSize(2);
    }

    @Test
    void readsStoredMembersAndBareArrays() throws IOException {
        byte[] npy = npy(
                "{'descr': '<i2', 'fortran_order': False, 'shape': (2, 2), }", new byte[] {1, 0, 2, 0, 3, 0, -1, -1});
        assertThat(Npz.read(zip(ZipEntry.STORED, "a.npy", npy)).get("a").toLongs())
                .containsExactly(1, 2, 3, -1);
        assertThat(Npz.read(file("a.npy", npy)).get("arr_0").toLongs()).containsExactly(1, 2, 3, -1);
    }

    @Test
    void readsFortranOrder() throws IOException {
        byte[] npy = npy("{'descr': '|i1', 'fortran_order': True, 'shape': (2, 3), }", new byte[] {1, 4, 2, 5, 3, 6});
        assertThat(Npz.read(file("a.npy", npy)).get("arr_0").toLongs()).containsExactly(1, 2, 3, 4, 5, 6);
        byte[] cube = npy(
                "{'descr': '<i2', 'fortran_order': True, 'shape': (2, 1, 2), }", new byte[] {1, 0, 3, 0, 2, 0, 4, 0});
        assertThat(Npz.open(zip(ZipEntry.DEFLATED, "a.npy", cube)).read("a").toLongs())
                .containsExactly(1, 2, 3, 4);
    }

    @Test
    void readsLongHeaders() throws IOException {
        byte[] npy = npy("{'descr': '|u1', 'fortran_order': False, 'shape': (1,), }", new byte[] {(byte) 200});
        byte[] version2 = new byte[npy.length + 2];
        System.arraycopy(npy, 0, version2, 0, 10);
        System.arraycopy(npy, 10, version2, 12, npy.length - 10);
        version2[6] = 2;
        assertThat(Npz.read(file("a.npy", version2)).get("arr_0").toLongs()).containsExactly(200);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 9, 11, 70, 130, 131})
    void refusesABareArrayCutAnywhere(int length) throws IOException {
        byte[] npy = npy("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }", new byte[4]);
        assertThat(npy).hasSize(132);
        Path cut = file("cut.npy", Arrays.copyOf(npy, length));
        assertThatThrownBy(() -> Npz.read(cut)).isInstanceOf(UserError.class).hasMessageContaining("cut.npy");
    }

    @Test
    void refusesAnArchiveCutAnywhere() throws IOException {
        byte[] npy = npy("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }", new byte[4]);
        byte[] whole = Files.readAllBytes(zip(ZipEntry.DEFLATED, "a.npy", npy));
        for (int length = 0; length < whole.length; length++) {
            Path cut = file("cut.npz", Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> Npz.read(cut))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("cut.npz");
        }
    }

    @Test
    void refusesFlippedBits() throws IOException {
        byte[] npy = npy("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }", new byte[] {1, 2, 3, 4});
        Path file = zip(ZipEntry.STORED, "a.npy", npy);
        byte[] bytes = Files.readAllBytes(file);
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("\1\2\3\4");
        bytes[at] ^= 0x10;
        Files.write(file, bytes);
        assertThatThrownBy(() -> Npz.read(file))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("a.npy")
                .hasMessageContaining("checksum");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'descr': '>f4', 'fortran_order': False, 'shape': (1,), }",
                "{'descr': '<c8', 'fortran_order': False, 'shape': (1,), }",
                "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }",
                "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (0,), }",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775807, 9), }",
                "{'descr': '<f4', 'shape': (1,), }",
                "not a dictionary",
            })
    void refusesHeadersItCannotHonour(String header) throws IOException {
        Path file = zip(ZipEntry.DEFLATED, "bad.npy", npy(header, new byte[4]));
        assertThatThrownBy(() -> Npz.read(file))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("bad.npy")
                .hasMessageNotContaining("\n");
    }

    @Test
    void neverAllocatesMoreThanTheFileCanHold() throws IOException {
        byte[] npy = npy("{'descr': '|u1', 'fortran_order': False, 'shape': (2000000000,), }", new byte[4]);
        Path file = zip(ZipEntry.DEFLATED, "bomb.npy", npy);
        byte[] bytes = Files.readAllBytes(file);
        int central = lastIndexOf(bytes, new byte[] {'P', 'K', 1, 2});
        int claimed = 2_000_000_000 + npy.length - 4; // now the directory agrees with the array's header
        for (int i = 0; i < 4; i++) bytes[central + 24 + i] = (byte) (claimed >>> (8 * i));
        Files.write(file, bytes);
        assertThatThrownBy(() -> Npz.read(file)).isInstanceOf(UserError.class).hasMessageContaining("bomb.npy");
    }

    @Test
    void refusesMissingForeignAndOddFiles() throws IOException {
        Path text = file("notes.npz", "hello".getBytes(StandardCharsets.UTF_8));
        Path stray = zip(ZipEntry.DEFLATED, "readme.txt", new byte[3]);
        assertThatThrownBy(() -> Npz.read(folder.resolve("none.npz")))
                .isInstanceOf(UserError.class)
                .hasMessageEndingWith("none.npz: cannot be read: no such file or folder");
        assertThatThrownBy(() -> Npz.read(text)).isInstanceOf(UserError.class).hasMessageContaining("notes.npz");
        assertThatThrownBy(() -> Npz.read(folder)).isInstanceOf(UserError.class);
        assertThatThrownBy(() -> Npz.read(stray)).isInstanceOf(UserError.class).hasMessageContaining("readme.txt");
    }

    @Test
    void refusesToWriteWhereItCannot() throws IOException {
        Map<String, HostTensor> none = Map.of();
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> Npz.write(file.resolve("a.npz"), none)).isInstanceOf(UserError.class);
        HostTensor bf16 = new HostTensor(DType.BF16, new long[] {1}, new byte[2]);
        assertThatThrownBy(() -> Npz.write(folder.resolve("a.npz"), Map.of("x", bf16)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(folder.resolve("a.npz")).doesNotExist();
    }

    @ParameterizedTest
    @EnumSource(value = DType.class, names = "BF16", mode = EnumSource.Mode.EXCLUDE)
    void alignsDataTo64Bytes(DType dtype) {
        for (int rank = 0; rank < 8; rank++) {
            long[] shape = new long[rank];
            Arrays.fill(shape, 123_456L);
            assertThat(NpyHeader.write(dtype, shape).length % 64).isZero();
        }
    }

    private Path file(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private Path zip(int method, String member, byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            ZipEntry entry = new ZipEntry(member);
            entry.setMethod(method);
            CRC32 crc = new CRC32();
            crc.update(bytes);
            entry.setCrc(crc.getValue());
            entry.setSize(bytes.length);
            zip.putNextEntry(entry);
            zip.write(bytes);
        }
        return file("made.npz", out.toByteArray());
    }

    /** Laid out by hand from the format's description, so that the reader is not only tested on its own writer. */
    private static byte[] npy(String header, byte[] data) {
        int length = 118;
        byte[] out = new byte[10 + length + data.length];
        System.arraycopy(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) length, 0}, 0, out, 0, 10);
        Arrays.fill(out, 10, 10 + length, (byte) ' ');
        byte[] text = header.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(text, 0, out, 10, text.length);
        out[9 + length] = '\n';
        System.arraycopy(data, 0, out, 10 + length, data.length);
        return out;
    }

    private static int lastIndexOf(byte[] bytes, byte[] pattern) {
        for (int i = bytes.length - pattern.length; i >= 0; i--) {
            if (Arrays.equals(bytes, i, i + pattern.length, pattern, 0, pattern.length)) return i;
        }
        throw new IllegalStateException("no such pattern");
    }
}
