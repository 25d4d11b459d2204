package io.dxmi.samplers.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.dxmi.samplers.image.Image;
import io.dxmi.samplers.tensor.HostTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What crosses between Java and the engine, and what stays behind. A column of a matrix is read, which has to be copied first. */
class TorchTest {

    private static final float[] SIX = {1, 2, 3, 4, 5, 6};

    @Test
    void readingAnArrayLeavesNothingWithItsManager() {
        try (NDManager root = Torch.open()) {
            NDArray matrix = Torch.array(root, SIX, 2, 3);
            NDArray turned = matrix.transpose();
            NDArray bits = turned.gt(Torch.scalar(root, 3)).transpose();
            NDArray whole = turned.toType(DataType.INT64, true).transpose();
            int before = root.getManagedArrays().size();
            for (int i = 0; i < 3; i++) {
                assertThat(Torch.floats(turned)).containsExactly(1, 4, 2, 5, 3, 6);
                assertThat(Torch.longs(whole)).containsExactly(1, 2, 3, 4, 5, 6);
                assertThat(Torch.booleans(bits)).containsExactly(false, false, false, true, true, true);
                assertThat(Torch.host(turned).toDoubles()).containsExactly(1, 4, 2, 5, 3, 6);
                Torch.throughMemory(matrix, memory -> memory.putFloat(0, 1));
            }
            assertThat(root.getManagedArrays()).hasSize(before);
        }
    }

    @Test
    void anArrayFromJavaIsOneArrayOfItsManager() {
        try (NDManager root = Torch.open()) {
            Torch.array(root, SIX, 6);
            Torch.array(root, new long[] {1, 2}, 2);
            Torch.array(root, HostTensor.of(new double[] {1, 2}, 2));
            Torch.filled(root, 3, 7);
            new SeededDraws(1).at(0).normal(root, "x", 3);
            assertThat(root.getManagedArrays()).hasSize(5);
        }
    }

    @Test
    void whatIsWrittenThroughMemoryIsTheArray() {
        try (NDManager root = Torch.open()) {
            NDArray array = Torch.array(root, SIX, 6);
            Torch.throughMemory(array, memory -> memory.putFloat(4, 7));
            assertThat(Torch.floats(array)).containsExactly(1, 7, 3, 4, 5, 6);
        }
    }

    @Test
    void memoryStaysFlatOverManyReads() throws IOException {
        try (NDManager root = Torch.open()) {
            NDArray turned = Torch.array(root, new float[1 << 18], 512, 512).transpose();
            for (int i = 0; i < 50; i++) Torch.host(turned);
            System.gc();
            long before = resident();
            for (int i = 0; i < 400; i++) Torch.floats(turned); // 400 MB, if each stayed
            System.gc();
            assertThat(resident() - before).isLessThan(200L << 20);
        }
    }

    private static long resident() throws IOException {
        Path status = Path.of("/proc/self/status");
        Assumptions.assumeTrue(Files.isReadable(status));
        List<String> lines = Files.readAllLines(status);
        return lines.stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .sum();
    }

    /** The digits are those of Java's arithmetic, on every device. */
    @Test
    void bytesStandForWhatPicturesSay() {
        byte[] all = new byte[256];
        for (int v = 0; v < all.length; v++) all[v] = (byte) v;
        try (NDManager root = Torch.open()) {
            NDArray decoded = Torch.decoded(root, all, Image.values(), 2, 128);
            assertThat(decoded.getShape().getShape()).containsExactly(2, 128);
            assertThat(Torch.floats(decoded)).containsExactly(new Image(16, 16, 1, all).planes());
            assertThat(root.getManagedArrays()).hasSize(1);
        }
    }

    @Test
    void copiesAreCounted() {
        try (NDManager root = Torch.open()) {
            Transfers before = Transfers.now();
            NDArray array = Torch.array(root, SIX, 6);
            Torch.floats(array);
            Torch.host(array);
            assertThat(Transfers.now().since(before)).isEqualTo(new Transfers(2, 1, 0));
        }
    }
}
