package io.dxmi.samplers.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.WriteFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteLockTest {

    @TempDir
    Path folder;

    /** Holds a folder until its standard input ends. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] arguments) throws IOException {
            try (WriteLock lock = WriteLock.folder(Path.of(arguments[0]))) {
                System.out.println("held " + (lock != null));
                while (System.in.read() >= 0) {}
            }
        }
    }

    private static Process start(Class<?> main, Path folder) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @Test
    void anotherProcessIsRefusedWithThePidOfTheHolder() throws Exception {
        Process holder = start(Holder.class, folder);
        assertThat(holder.inputReader().readLine()).startsWith("held");
        for (int attempt = 0; attempt < 2; attempt++) { // closing a descriptor of the lock file must not drop the lock
            assertThatThrownBy(() -> WriteLock.folder(folder))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining(folder + " is in use: process " + holder.pid() + " on ");
        }
        holder.outputWriter().close();
        assertThat(holder.waitFor(10, TimeUnit.MINUTES)).isTrue();
        assertThat(folder).isEmptyDirectory();
        WriteLock.folder(folder).close();
    }

    @Test
    void aKilledHolderKeepsNobodyOut() throws Exception {
        Process holder = start(Holder.class, folder);
        assertThat(holder.inputReader().readLine()).startsWith("held");
        holder.destroyForcibly().waitFor();
        WriteLock.folder(folder).close();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void oneProcessTakesANameOnceAtATime() {
        Path file = folder.resolve("below/file.npz");
        try (WriteLock lock = WriteLock.name(file)) {
            assertThat(lock).isNotNull();
            assertThatThrownBy(() -> WriteLock.name(file)).hasMessageContaining("this process writes there already");
            WriteLock.name(folder.resolve("below/other.npz")).close();
        }
        WriteLock.name(file).close();
        assertThat(folder).isEmptyDirectory();
    }

    /** Stops in the middle of a file. */
    static final class Killed {
        private Killed() {}

        public static void main(String[] arguments) {
            AtomicFiles.write(Path.of(arguments[0]).resolve("inside/big.bin"), out -> {
                out.write(new byte[1 << 20]);
                Runtime.getRuntime().halt(9);
            });
        }
    }

    @Test
    void whatADeadProcessLeftIsRemovedAndWhatALivingOneWritesIsNot() throws Exception {
        assertThat(start(Killed.class, folder).waitFor()).isEqualTo(9);
        Path inside = folder.resolve("inside");
        assertThat(inside).isDirectoryContaining("glob:**.partial");
        Path own = Unfinished.beside(folder.resolve("mine"));
        Files.createFile(own);
        Path old = Files.createFile(inside.resolve(".step-4.safetensors.2147483646-7.partial")); // of version 0.1
        Path far = Files.createFile(inside.resolve(".step-4.safetensors.1f-2147483646-7-1.partial"));
        Path stranger = Files.createFile(inside.resolve(".notes.partial"));
        WriteLock.folder(folder).close();
        assertThat(own).exists();
        assertThat(inside).isDirectoryNotContaining("glob:**/.big*.partial");
        assertThat(old).doesNotExist();
        assertThat(far).exists(); // of another host, which may still write it
        Files.setLastModifiedTime(far, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        WriteLock.folder(folder).close();
        assertThat(far).doesNotExist();
        assertThat(stranger).exists();
        Unfinished.discard(own);
    }

    @Test
    void aFolderAppearsWholeOrNotAtAll() throws IOException {
        Path made = folder.resolve("made");
        assertThatThrownBy(() -> AtomicFiles.newFolder(made, inside -> {
                    AtomicFiles.write(inside.resolve("a"), "1");
                    throw new IOException("disk full");
                }))
                .isInstanceOf(WriteFailed.class)
                .hasMessageContaining("disk full");
        assertThat(folder).isEmptyDirectory();
        assertThat(AtomicFiles.newFolder(made, inside -> AtomicFiles.write(inside.resolve("a"), "1")))
                .isTrue();
        assertThat(AtomicFiles.newFolder(made, inside -> AtomicFiles.write(inside.resolve("a"), "2")))
                .isFalse();
        assertThat(made.resolve("a")).hasContent("1");
        assertThat(folder).isDirectoryNotContaining("glob:**.partial");
    }

    /** Writes one archive again and again. */
    static final class Archivist {
        private Archivist() {}

        public static void main(String[] arguments) {
            float[] values = new float[50_000];
            for (int i = 0; i < 30; i++) {
                Npz.write(Path.of(arguments[0]).resolve("a.npz"), Map.of("a", HostTensor.of(values, values.length)));
            }
        }
    }

    @Test
    void twoProcessesThatWriteOneArchiveLeaveAWholeOne() throws Exception {
        Process first = start(Archivist.class, folder);
        Process second = start(Archivist.class, folder);
        while (first.isAlive() || second.isAlive()) {
            if (Files.exists(folder.resolve("a.npz"))) {
                assertThat(Npz.read(folder.resolve("a.npz"))).containsKey("a");
            }
        }
        assertThat(first.exitValue()).isZero();
        assertThat(second.exitValue()).isZero();
        try (var left = Files.list(folder)) {
            assertThat(left).containsExactly(folder.resolve("a.npz"));
        }
    }
}
