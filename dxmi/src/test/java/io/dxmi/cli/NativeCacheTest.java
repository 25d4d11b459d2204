package io.dxmi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dxmi.cli.Processes.Result;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Native libraries that were cut in the cache of a user, and what killed extractions leave there. */
@Tag("slow")
class NativeCacheTest {

    private static final String TRAIN =
            "train 8gaussians trainer.iterations=1 pretrain.iterations=1 evaluation.samples=8"
                    + " evaluation.projections=2 --quiet --out run";

    @TempDir
    Path folder;

    private Path cache;

    @BeforeEach
    void extracted() throws Exception {
        Result first = dxmi("doctor");
        assertThat(first.code()).as(first.out() + first.err()).isZero();
        assertThat(first.out()).contains("natives       not extracted yet");
        try (Stream<Path> versions = Files.list(folder.resolve("cache/pytorch"))) {
            cache = versions.filter(Files::isDirectory).findFirst().orElseThrow();
        }
    }

    private Result dxmi(String command) throws Exception {
        return new Processes(Main.class, folder, "-DDJL_CACHE_DIR=" + folder.resolve("cache"), "-Dai.djl.offline=true")
                .run(command.split(" "));
    }

    private Path largest() throws IOException {
        try (Stream<Path> files = Files.list(cache)) {
            return files.max((a, b) ->
                            Long.compare(a.toFile().length(), b.toFile().length()))
                    .orElseThrow();
        }
    }

    private Path bridge() throws IOException {
        try (Stream<Path> files = Files.list(cache)) {
            return files.filter(f -> f.toString().contains("djl_torch"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void cut(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() / 2);
        }
    }

    /** Leftovers of an extraction that was killed, last changed at a time. */
    private Path unfinished(Duration ago) throws IOException {
        Path left = Files.createDirectories(cache.resolveSibling("tmp" + ago.toMinutes()));
        Path library = Files.writeString(left.resolve("libc10.so"), "begun");
        for (Path path : new Path[] {library, left}) {
            Files.setLastModifiedTime(path, FileTime.from(Instant.now().minus(ago)));
        }
        return left;
    }

    @Test
    void cutLibrariesAreReplacedAndThisIsSaid() throws Exception {
        for (Path library : new Path[] {largest(), bridge()}) {
            long whole = Files.size(library);
            cut(library);
            Result result = dxmi(TRAIN + (library.equals(bridge()) ? 2 : 1));
            assertThat(result.code()).as(result.err()).isZero();
            assertThat(result.err()).contains("are damaged (" + library.getFileName() + " has " + whole / 2 + " bytes");
            assertThat(library).hasSize(whole);
        }
    }

    @Test
    void aMissingLibraryIsExtractedAgain() throws Exception {
        Path library = largest();
        Files.delete(library);
        Result result = dxmi(TRAIN);
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.err()).contains("are damaged (" + library.getFileName() + " is missing)");
        assertThat(library).exists();
    }

    @Test
    void doctorFindsAFlippedByteAndCleans() throws Exception {
        Path library = largest();
        try (FileChannel channel = FileChannel.open(library, StandardOpenOption.WRITE)) {
            channel.write(java.nio.ByteBuffer.wrap(new byte[] {1, 2, 3}), channel.size() / 3);
        }
        Result sick = dxmi("doctor");
        assertThat(sick.code()).as(sick.err()).isEqualTo(1);
        assertThat(sick.out())
                .contains("DAMAGED: " + library.getFileName() + " has the right size but another checksum; --clean");
        Result cleaned = dxmi("doctor --clean");
        assertThat(cleaned.code()).as(cleaned.out() + cleaned.err()).isZero();
        assertThat(cleaned.out()).contains("removed, to be extracted again");
        assertThat(dxmi("doctor").out()).contains("ok: sizes and checksums are those of the jars");
    }

    @Test
    void leftoversOfDeadExtractionsAreRemovedAndThoseOfLivingOnesStay() throws Exception {
        Path dead = unfinished(Duration.ofHours(2));
        Path living = unfinished(Duration.ZERO);
        assertThat(dxmi("doctor --clean").out())
                .contains("1 of extractions that were killed")
                .contains("removed");
        assertThat(dead).doesNotExist();
        assertThat(living).exists();
        unfinished(Duration.ofHours(2));
        Result result = dxmi(TRAIN);
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.err()).contains("removed 1 unfinished extractions");
        assertThat(dead).doesNotExist();
    }
}
