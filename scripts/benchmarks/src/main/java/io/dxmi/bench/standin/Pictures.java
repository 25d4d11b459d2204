package io.dxmi.bench.standin;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;

/** Coloured waves in the layouts of picture sets. */
final class Pictures {

    private static final int SIDE = 32;

    /** Side of MNIST's pictures. */
    private static final int DIGIT = 28;

    private Pictures() {}

    /** The binary version of CIFAR-10: five files of records and a sixth for tests. */
    static void cifar(Path folder, int records) throws IOException {
        Files.createDirectories(folder);
        Random random = new Random(1);
        for (int batch = 1; batch <= 6; batch++) {
            byte[] bytes = new byte[records * (1 + 3 * SIDE * SIDE)];
            for (int i = 0, at = 0; i < records; i++) {
                bytes[at++] = (byte) (i % 10);
                int[][] planes = waves(random, SIDE);
                for (int[] plane : planes) for (int value : plane) bytes[at++] = (byte) value;
            }
            Files.write(folder.resolve(batch == 6 ? "test_batch.bin" : "data_batch_" + batch + ".bin"), bytes);
        }
    }

    /** MNIST's layout: two idx files of grey pictures, and their labels. */
    static void idx(Path folder, int count) throws IOException {
        Files.createDirectories(folder);
        Random random = new Random(1);
        for (String part : List.of("train", "t10k")) {
            ByteBuffer pictures = ByteBuffer.allocate(16 + count * DIGIT * DIGIT);
            pictures.putInt(0x803).putInt(count).putInt(DIGIT).putInt(DIGIT);
            ByteBuffer labels = ByteBuffer.allocate(8 + count).putInt(0x801).putInt(count);
            for (int i = 0; i < count; i++) {
                for (int value : waves(random, DIGIT)[0]) pictures.put((byte) value);
                labels.put((byte) (i % 10));
            }
            Files.write(folder.resolve(part + "-images-idx3-ubyte"), pictures.array());
            Files.write(folder.resolve(part + "-labels-idx1-ubyte"), labels.array());
        }
    }

    /** A folder of square picture files. */
    static void folder(Path folder, int count, int side, String ending, long seed) throws IOException {
        Files.createDirectories(folder);
        Random random = new Random(seed);
        for (int i = 0; i < count; i++) {
            int[][] planes = waves(random, side);
            BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
            for (int p = 0; p < side * side; p++) {
                image.setRGB(p % side, p / side, planes[0][p] << 16 | planes[1][p] << 8 | planes[2][p]);
            }
            String format = ending.equals("png") ? "png" : "jpg";
            ImageIO.write(image, format, folder.resolve(i + "." + ending).toFile());
        }
    }

    /** Red, green and blue, 0 to 255. */
    private static int[][] waves(Random random, int side) {
        int[][] planes = new int[3][side * side];
        double x = random.nextGaussian();
        double y = random.nextGaussian();
        for (int c = 0; c < 3; c++) {
            double phase = 2 * Math.PI * random.nextDouble();
            for (int p = 0; p < side * side; p++) {
                int row = p / side;
                double wave = Math.sin(0.4 * (x * (p % side) + y * row) + phase);
                planes[c][p] =
                        (int) Math.round(Math.max(0, Math.min(255, 128 + 90 * wave + 12 * random.nextGaussian())));
            }
        }
        return planes;
    }
}
