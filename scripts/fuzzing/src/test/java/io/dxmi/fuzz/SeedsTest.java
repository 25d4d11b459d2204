package io.dxmi.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.dxmi.samplers.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Kept files, and such files damaged: all are read, or refused by a {@link UserError} of one line. */
class SeedsTest {

    private static final int DAMAGES = 60;

    @TempDir
    Path folder;

    private static List<byte[]> seeds(Format format) throws IOException {
        List<byte[]> seeds = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("seeds", format.label()))) {
            for (Path file : files.sorted().toList()) seeds.add(Files.readAllBytes(file));
        }
        return seeds;
    }

    /** Cut, or with a byte of another value, anywhere. */
    private static byte[] damaged(byte[] seed, SplittableRandom random) {
        if (seed.length == 0) return new byte[] {1};
        int at = random.nextInt(seed.length);
        if (random.nextInt(3) == 0) return Arrays.copyOf(seed, at);
        byte[] changed = seed.clone();
        changed[at] = (byte) random.nextInt();
        return changed;
    }

    @ParameterizedTest
    @EnumSource
    void readOrRefusedByAnError(Format format) throws IOException {
        SplittableRandom random = new SplittableRandom(format.name().hashCode());
        List<byte[]> seeds = seeds(format);
        assertThat(seeds).isNotEmpty();
        for (byte[] seed : seeds) {
            read(format, seed);
            for (int i = 0; i < DAMAGES; i++) read(format, damaged(seed, random));
        }
    }

    private void read(Format format, byte[] content) {
        try {
            format.read(content, folder);
        } catch (UserError e) {
            assertThat(e.getMessage().lines()).as(e.getMessage()).hasSize(1);
        }
    }
}
