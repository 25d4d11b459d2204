package io.dxmi.bench.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Random;

/** Ways in which a file goes bad. */
enum Damage {
    FLIP {
        @Override
        void apply(Path file, Path other, Random random) throws IOException {
            byte[] bytes = Files.readAllBytes(file);
            if (bytes.length > 0) bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, bytes);
        }
    },
    CUT {
        @Override
        void apply(Path file, Path other, Random random) throws IOException {
            byte[] bytes = Files.readAllBytes(file);
            if (bytes.length > 0) Files.write(file, Arrays.copyOf(bytes, random.nextInt(bytes.length)));
        }
    },
    EMPTY {
        @Override
        void apply(Path file, Path other, Random random) throws IOException {
            Files.write(file, new byte[0]);
        }
    },
    /** The file of the same name of another run, fit or sample. */
    SWAP {
        @Override
        void apply(Path file, Path other, Random random) throws IOException {
            if (Files.isRegularFile(other)) Files.copy(other, file, StandardCopyOption.REPLACE_EXISTING);
            else EMPTY.apply(file, other, random);
        }
    },
    REMOVE {
        @Override
        void apply(Path file, Path other, Random random) throws IOException {
            Files.delete(file);
        }
    };

    abstract void apply(Path file, Path other, Random random) throws IOException;
}
