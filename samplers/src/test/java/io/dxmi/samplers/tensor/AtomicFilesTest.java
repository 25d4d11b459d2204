package io.dxmi.samplers.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.WriteFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {

    @TempDir
    Path folder;

    @Test
    void createsParentsAndReplaces() throws IOException {
        Path file = folder.resolve("a/b/notes.txt");
        AtomicFiles.write(file, "first, and longer than the second");
        AtomicFiles.write(file, "zweite Fassung äöü");
        assertThat(file).hasContent("zweite Fassung äöü");
        assertThat(file.getParent()).isDirectoryNotContaining("glob:**partial");
    }

    @Test
    void aFailureLeavesTheOldFileAndNothingElse() throws IOException {
        Path file = folder.resolve("notes.txt");
        AtomicFiles.write(file, "old");
        assertThatThrownBy(() -> AtomicFiles.write(file, out -> {
                    out.write(new byte[1 << 17]);
                    throw new IOException("disk full");
                }))
                .isInstanceOf(WriteFailed.class)
                .hasMessage("cannot write " + file + ": disk full");
        assertThat(file).hasContent("old");
        try (var list = Files.list(folder)) {
            assertThat(list).containsExactly(file);
        }
    }

    @Test
    void aFolderOrAFileInTheWayIsTheUsersMistake() {
        assertThatThrownBy(() -> AtomicFiles.write(folder, "x"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("it is a folder");
        Path file = folder.resolve("file");
        AtomicFiles.write(file, "x");
        assertThatThrownBy(() -> AtomicFiles.write(file.resolve("below"), "x"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("cannot write");
    }
}
