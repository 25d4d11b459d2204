package io.dxmi.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.dxmi.cli.Processes.Result;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Small files that would take much time or memory: one line, exit code 2, nothing written, with 512 MB of heap. */
@Tag("slow")
class HostileFilesTest {

    @TempDir
    Path folder;

    private void write(String file) throws IOException {
        Path path = folder.resolve(file);
        switch (file) {
            case "number.yaml" -> Files.writeString(path, "seed: " + "7".repeat(2_000_000) + "\n");
            case "smaller.yaml" -> Files.writeString(path, "seed: " + "7".repeat(900_000) + "\n");
            case "square.npy" -> Files.write(path, hugeArray());
            case "zeros.csv.gz" -> gzip(path, "0,0,0\n", 80 << 20);
            case "zeros-images-idx3-ubyte.gz" -> gzip(path, idx(40_000, 200, 200), "\0".repeat(1000), 1 << 30);
            case "far-images-idx3-ubyte" -> Files.writeString(path, idx(40_000, 200, 200) + "few", US_ASCII);
            default -> throw new IllegalArgumentException(file);
        }
    }

    private static byte[] hugeArray() {
        String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (1000000000, 1000000000), }";
        byte[] file = new byte[144];
        System.arraycopy(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 118, 0}, 0, file, 0, 10);
        System.arraycopy(String.format("%-117s%n", header).getBytes(US_ASCII), 0, file, 10, 118);
        return file;
    }

    private static String idx(int... shape) {
        StringBuilder start = new StringBuilder("\0\0\u0008\3");
        for (int n : shape) {
            for (int shift = 24; shift >= 0; shift -= 8) start.append((char) (n >> shift & 0x7f));
        }
        return start.toString();
    }

    private static void gzip(Path path, String block, int bytes) throws IOException {
        gzip(path, "", block, bytes);
    }

    private static void gzip(Path path, String start, String block, int bytes) throws IOException {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(path), 1 << 16)) {
            out.write(start.getBytes(US_ASCII));
            byte[] all = block.repeat(1000).getBytes(US_ASCII);
            for (long done = 0; done < bytes; done += all.length) out.write(all);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "number.yaml | train -c number.yaml | number.yaml: expected a description of at most 1048576 bytes",
                "smaller.yaml | train -c smaller.yaml | smaller.yaml: expected words of less than 1000 characters",
                "square.npy | inspect square.npy | square.npy: ",
                "zeros.csv.gz | detect fit --data zeros.csv.gz --out m | zeros.csv.gz: expected a file that unpacks to",
                "zeros-images-idx3-ubyte.gz | reference build zeros-images-idx3-ubyte.gz --out r.npz | zeros-images-idx3",
                "far-images-idx3-ubyte | reference build far-images-idx3-ubyte --out r.npz | far-images-idx3-ubyte: ",
            })
    void oneLineExitTwoNothingWritten(String file, String arguments, String message) throws Exception {
        write(file);
        long started = System.nanoTime();
        Result result = new Processes(Main.class, folder, "-Xmx512m").run(arguments.split(" "));
        assertThat(result.err()).startsWith("dxmi: " + message);
        assertThat(result.err().lines()).hasSize(1);
        assertThat(result.code()).isEqualTo(2);
        assertThat((System.nanoTime() - started) / 1e9)
                .as("seconds, also on a busy machine")
                .isLessThan(60);
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.map(f -> f.getFileName().toString()).collect(Collectors.toSet()))
                    .isEqualTo(Set.of(file));
        }
    }
}
