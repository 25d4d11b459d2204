package io.dxmi.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.Npz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleStoreTest {

    private static final long[] POINT = {2};
    private static final long[] IMAGE = {1, 1, 2};

    @TempDir
    Path folder;

    @Test
    void rowsOfAStoppedProcessAreKeptAndHalfARowIsNot() throws IOException {
        Path out = folder.resolve("points.npz");
        try (SampleStore store = SampleStore.open(out, "seed 1", 3, POINT, 1)) {
            store.add(new float[] {1, 2, 3, 4});
        }
        Files.write(folder.resolve(".points.npz.rows"), new byte[] {9, 9, 9}, StandardOpenOption.APPEND);
        assertThat(out).doesNotExist();
        assertThatThrownBy(() -> SampleStore.open(out, "seed 2", 3, POINT, 1))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("of seed 1, not of seed 2");
        try (SampleStore store = SampleStore.open(out, "seed 1", 3, POINT, 1)) {
            assertThat(store.done()).isEqualTo(2);
            store.add(new float[] {5, 6});
            store.finish();
        }
        assertThat(Npz.read(out).get("arr_0").toDoubles()).containsExactly(1, 2, 3, 4, 5, 6);
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactly(out);
        }
    }

    @Test
    void aCallThatDrawsNothingLeavesNothing() throws IOException {
        for (String name : new String[] {"images", "images.npz", "sub/images.csv"}) {
            long[] shape = name.endsWith(".csv") ? POINT : IMAGE;
            SampleStore.open(folder.resolve(name), "class 99", 3, shape, 1).close();
            try (Stream<Path> left = Files.list(folder)) {
                assertThat(left).isEmpty();
            }
            try (SampleStore store = SampleStore.open(folder.resolve(name), "class 1", 3, shape, 1)) {
                assertThat(store.done()).isZero();
            }
        }
    }

    @Test
    void someoneElsesImagesAreLeftAlone() throws IOException {
        Path images = Files.createDirectory(folder.resolve("images"));
        Files.write(images.resolve("000000.png"), new byte[] {1});
        assertThatThrownBy(() -> SampleStore.open(images, "seed 1", 3, IMAGE, 1))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("holds other images");
        try (SampleStore store = SampleStore.open(folder.resolve("mine"), "seed 1", 3, IMAGE, 1)) {
            store.add(new float[] {-1, 1, 0, 5});
            assertThat(store.done()).isEqualTo(2);
        }
        assertThat(folder.resolve("mine/000001.png")).exists();
    }

    @Test
    void whatTheMemoryCannotHoldAtTheEndIsRefusedAtOnce() throws IOException {
        long most = Runtime.getRuntime().maxMemory();
        // of pictures of 2 values 5 bytes each in a .npz, and 8 in a .safetensors
        int count = (int) (most / 100 * 65 / 10); // 65 % and 104 % of the memory
        SampleStore.open(folder.resolve("x.npz"), "seed 1", count, IMAGE, 1).close();
        assertThatThrownBy(() -> SampleStore.open(folder.resolve("x.safetensors"), "seed 1", count, IMAGE, 1))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("a folder of images (a name without ending)")
                .hasMessageContaining("DXMI_JAVA_OPTS=-Xmx");
        SampleStore.open(folder.resolve("folder"), "seed 1", count, IMAGE, 1).close();
        int rows = (int) (most / 100 * 80 / 16);
        assertThatThrownBy(() -> SampleStore.open(folder.resolve("x.npz"), "seed 1", rows, POINT, 1))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("expected fewer, or more memory");
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void aGridThatNobodyCanLookAtIsRefusedAtOnce() {
        Path grid = folder.resolve("grid.png");
        SampleStore.open(grid, "seed 1", 10_000, IMAGE, 1).close();
        assertThatThrownBy(() -> SampleStore.open(grid, "seed 1", 10_001, IMAGE, 1))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("expected at most 10000 images");
        long[] large = {3, 1_000, 1_000};
        SampleStore.open(grid, "seed 1", 1, large, 1).close();
        assertThatThrownBy(() -> SampleStore.open(grid, "seed 1", 101, large, 1))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("a grid of 101 images has 1109");
    }

    @Test
    void moreThanOneFileCanHoldIsRefusedAtOnce() {
        assertThatThrownBy(() -> SampleStore.open(folder.resolve("x.csv"), "seed 1", 1_500_000_000, POINT, 1))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("too many for one file");
        assertThatThrownBy(() -> SampleStore.open(folder.resolve("x.bmp"), "seed 1", 3, POINT, 1))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("must end in .csv, .npz or .safetensors, got x.bmp");
    }
}
