package io.dxmi.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.dxmi.cli.Processes.Result;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
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
            case "aliases.yaml" -> Files.writeString(path, aliases());
            case "tag.yaml" -> Files.writeString(path, "game: !!javax.script.ScriptEngineManager [x]\n");
            case "deep.yaml" -> Files.writeString(path, "{a: ".repeat(20_000) + 1 + "}".repeat(20_000));
            case "twice.yaml" -> Files.writeString(path, "seed: 1\nseed: 2\n");
            case "nul.yaml" -> Files.writeString(path, "seed: 1\0\n");
            case "latin.yaml" -> Files.write(path, new byte[] {'n', 'a', 'm', 'e', ':', ' ', (byte) 0xe9, '\n'});
            case "square.npy" -> Files.write(path, hugeArray());
            case "zeros.csv.gz" -> gzip(path, "0,0,0\n", 80 << 20);
            case "long.csv" -> Files.writeString(path, ("1" + ",1".repeat(200_000) + "\n").repeat(3));
            case "zeros-images-idx3-ubyte.gz" -> gzip(path, idx(40_000, 200, 200), "\0".repeat(1000), 1 << 30);
            case "far-images-idx3-ubyte" -> Files.writeString(path, idx(40_000, 200, 200) + "few", US_ASCII);
            case "bomb.npz" -> HostileBytes.zip(path, "a.npy", HostileBytes.npy("(67108864, 4)"), 1 << 30, true);
            case "bomb.zip" -> HostileBytes.zip(path, "a.png", new byte[0], 1 << 30, true);
            case "bomb.pth" -> HostileBytes.zip(path, "archive/data.pkl", new byte[] {(byte) 0x80, 2}, 1 << 30, true);
            case "outside.zip" -> HostileBytes.zip(path, "../../outside.txt", new byte[1], 0, true);
            case "nested.pth" -> pickle(path, "(".repeat(1_000_000) + "K\1" + "t".repeat(1_000_000) + ".");
            case "lists.pth" -> pickle(path, "]".repeat(100_000) + "a".repeat(99_999) + ".");
            case "memo.pth" -> pickle(path, memo());
            case "length.safetensors" -> Files.write(path, HostileBytes.safetensors(1L << 62, "{}"));
            case "cut.safetensors" -> Files.write(path, HostileBytes.safetensors(100_000_000, "{" + " ".repeat(1000)));
            case "beyond.safetensors" -> tensor(path, "[1099511627776]", "[0, 4398046511104]");
            case "overflow.safetensors" -> tensor(path, "[4294967296, 4294967296]", "[0, 0]");
            case "negative.safetensors" -> tensor(path, "[-1, -2]", "[0, 8]");
            case "vast.png" -> Files.write(inFolder(path), HostileBytes.png(60_000, 60_000, 100));
            case "wide.png" -> Files.write(inFolder(path), HostileBytes.png(16_000, 16_000, 16_000 * 48_001L));
            case "lie.jpg" -> Files.write(inFolder(path), HostileBytes.jpeg(0xffff, 0xffff));
            case "lie.bmp" -> Files.write(inFolder(path), HostileBytes.bmp(Integer.MAX_VALUE, Integer.MAX_VALUE));
            case "lie.gif" -> Files.write(inFolder(path), HostileBytes.gif(0xffff, 0xffff));
            case "loop" -> Files.createSymbolicLink(Files.createDirectory(path).resolve("again"), Path.of("."));
            case "itself" ->
                Files.createSymbolicLink(Files.createDirectory(path).resolve("config.yaml"), Path.of("config.yaml"));
            case "folder", "folder.csv", "folder.npz" -> Files.createDirectory(path);
            case "zero.csv", "zero.npz", "zero.yaml" -> Files.createSymbolicLink(path, Path.of("/dev/zero"));
            case "pipe.csv", "pipe.yaml", "pipe.npz" -> pipe(path);
            case "endless" ->
                Files.createSymbolicLink(Files.createDirectory(path).resolve("config.yaml"), Path.of("/dev/zero"));
            default -> throw new IllegalArgumentException(file);
        }
    }

    private static Path inFolder(Path picture) throws IOException {
        Path pictures = Files.createDirectory(picture.resolveSibling("pictures"));
        return pictures.resolve(picture.getFileName());
    }

    private static void pipe(Path path) throws IOException {
        try {
            assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor())
                    .isZero();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static void pickle(Path path, String body) throws IOException {
        HostileBytes.zip(path, "archive/data.pkl", HostileBytes.latin("\u0080\2" + body), 0, false);
    }

    /** A list that holds the list before it twice, 250 times over. */
    private static String memo() {
        StringBuilder body = new StringBuilder("]q\0");
        for (int i = 0; i < 250; i++) {
            body.append("(h")
                    .append((char) i)
                    .append('h')
                    .append((char) i)
                    .append("lq")
                    .append((char) (i + 1));
        }
        return body.append('.').toString();
    }

    private static void tensor(Path path, String shape, String offsets) throws IOException {
        String header = "{\"a\": {\"dtype\": \"F32\", \"shape\": " + shape + ", \"data_offsets\": " + offsets + "}}";
        Files.write(path, HostileBytes.safetensors(header.length(), header + "\0".repeat(8)));
    }

    /** Nine to the power of twelve values, if aliases were copied. */
    private static String aliases() {
        StringBuilder text = new StringBuilder("a: &a [x,x,x,x,x,x,x,x,x]\n");
        for (char c = 'b'; c < 'n'; c++) {
            String before = ("*" + (char) (c - 1) + ",").repeat(9);
            text.append(c)
                    .append(": &")
                    .append(c)
                    .append(" [")
                    .append(before, 0, before.length() - 1)
                    .append("]\n");
        }
        return text.toString();
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
                "aliases.yaml | train -c aliases.yaml | aliases.yaml: data.name must be one of",
                "tag.yaml | train -c tag.yaml | tag.yaml: data.name must be one of",
                "deep.yaml | train -c deep.yaml | deep.yaml: expected YAML, got a syntax error: Document nesting depth",
                "twice.yaml | train -c twice.yaml | twice.yaml, line 2: expected YAML, got a syntax error: Duplicate",
                "nul.yaml | train -c nul.yaml | nul.yaml, line 1: expected YAML, got a syntax error",
                "latin.yaml | train -c latin.yaml | cannot read latin.yaml: expected UTF-8 text",
                "square.npy | inspect square.npy | square.npy: ",
                "zeros.csv.gz | detect fit --data zeros.csv.gz --out m | zeros.csv.gz: expected a file that unpacks to",
                "long.csv | detect fit --data long.csv --out m | long.csv: expected at least 10 normal samples",
                "zeros-images-idx3-ubyte.gz | reference build zeros-images-idx3-ubyte.gz --out r.npz |"
                        + " zeros-images-idx3",
                "far-images-idx3-ubyte | reference build far-images-idx3-ubyte --out r.npz | far-images-idx3-ubyte: ",
                "bomb.npz | detect fit --data bomb.npz --out m | bomb.npz: a.npy: unpacks to 1073741824 bytes",
                "bomb.zip | reference build bomb.zip --extractor pixels --out r.npz | bomb.zip: none of 1 images can"
                        + " be read; the last: bomb.zip: a.png: expected a picture of at most",
                "bomb.pth | inspect bomb.pth | bomb.pth: archive/data.pkl is compressed, which PyTorch never does",
                "outside.zip | reference build outside.zip --extractor pixels --out r.npz | outside.zip: expected"
                        + " images",
                "nested.pth | inspect nested.pth | nested.pth: it holds more than 2000000 objects",
                "lists.pth | inspect lists.pth | lists.pth: its containers are nested deeper than 8",
                "memo.pth | inspect memo.pth | memo.pth: its containers are nested deeper than 8",
                "length.safetensors | inspect length.safetensors | length.safetensors: not a safetensors file, or cut"
                        + " off",
                "cut.safetensors | inspect cut.safetensors | cut.safetensors: not a safetensors file, or cut off",
                "beyond.safetensors | inspect beyond.safetensors | beyond.safetensors: tensor 'a': arrays of 2 GiB or"
                        + " more",
                "overflow.safetensors | inspect overflow.safetensors | overflow.safetensors: tensor 'a': shape",
                "negative.safetensors | inspect negative.safetensors | negative.safetensors: tensor 'a': shape[0] must"
                        + " be",
                "vast.png | detect fit --data pictures --out m | pictures",
                "wide.png | reference build pictures --extractor pixels --out r.npz | pictures/wide.png: Java's memory"
                        + " of",
                "lie.jpg | reference build pictures --extractor pixels --out r.npz | pictures: none of 1 images can be"
                        + " read",
                "lie.bmp | reference build pictures --extractor pixels --out r.npz | pictures: none of 1 images can be"
                        + " read",
                "lie.gif | reference build pictures --extractor pixels --out r.npz | pictures: none of 1 images can be"
                        + " read",
                "loop | reference build loop --extractor pixels --out r.npz | loop: cannot be listed:"
                        + " java.nio.file.FileSystemLoop",
                "itself | train --resume itself | expected a run folder at itself, got a folder without config.yaml",
                "folder | train -c folder | cannot read folder: it is a folder",
                "folder | inspect folder | folder: expected a checkpoint file or a diffusers folder",
                "folder | train points | data.path must name the CSV file of points, got nothing; give data.path=PATH",
                "folder | train cifar10-T10 | data.path must name the folder of the pictures, got nothing",
                "folder.csv | train points data.path=folder.csv | FOLDER/folder.csv: expected a file of points, found"
                        + " a folder",
                "folder.npz | evaluate folder.npz --reference folder.npz | folder.npz: expected images",
                "zero.csv | detect fit --data zero.csv --out m | zero.csv: expected a file, got a pipe or device",
                "zero.npz | inspect zero.npz | zero.npz: expected a file, got a pipe or device",
                "zero.yaml | train -c zero.yaml | zero.yaml: expected a file, got a pipe or device",
                "pipe.csv | train points data.path=pipe.csv | FOLDER/pipe.csv: expected a file, got a pipe or device",
                "pipe.yaml | train -c pipe.yaml | pipe.yaml: expected a file, got a pipe or device",
                "pipe.npz | import pipe.npz --out n.safetensors | pipe.npz: expected a file, got a pipe or device",
                "endless | sample endless -n 1 --out s.npz | expected a run folder at endless, got a folder without"
                        + " config.yaml",
            })
    @DisabledOnOs(OS.WINDOWS)
    void oneLineExitTwoNothingWritten(String file, String arguments, String message) throws Exception {
        write(file);
        Set<String> before = files();
        Instant started = Instant.now();
        Result result = new Processes(Main.class, folder, "-Xmx512m").run(arguments.split(" "));
        assertThat(result.err())
                .startsWith(
                        "dxmi: " + message.replace("FOLDER", folder.toRealPath().toString()));
        assertThat(result.err().lines()).hasSize(1);
        assertThat(result.code()).isEqualTo(2);
        assertThat(Duration.between(started, Instant.now()))
                .as("time, also on a busy machine")
                .isLessThan(Duration.ofMinutes(2));
        assertThat(files()).isEqualTo(before);
    }

    private Set<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.map(Path::toString).collect(Collectors.toSet());
        }
    }
}
