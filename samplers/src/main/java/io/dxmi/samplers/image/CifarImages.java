package io.dxmi.samplers.image;

import io.dxmi.samplers.Bounds;
import io.dxmi.samplers.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** CIFAR-10's binary files: records of one label and 32 x 32 pixels, a plane each for red, green and blue. */
final class CifarImages implements ImageSource {

    private static final int SIDE = 32;
    private static final int PLANE = SIDE * SIDE;
    private static final int RECORD = 1 + 3 * PLANE;
    private static final List<String> CLASSES =
            List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

    private final Path folder;
    private final List<Path> files;
    private final List<ByteBuffer> batches = new ArrayList<>();
    private final int[] labels;

    /** @param files whole records each, in order */
    CifarImages(Path folder, List<Path> files) {
        this.folder = folder;
        this.files = files;
        for (Path file : files) batches.add(map(file));
        labels = new int[batches.stream().mapToInt(b -> b.capacity() / RECORD).sum()];
        for (int i = 0, k = 0; i < batches.size(); i++) {
            for (int at = 0; at < batches.get(i).capacity(); at += RECORD) {
                int label = batches.get(i).get(at) & 0xff;
                if (label >= CLASSES.size()) {
                    throw new UserError(
                            files.get(i) + ": expected labels 0 to 9, found " + label + " in record " + at / RECORD);
                }
                labels[k++] = label;
            }
        }
    }

    private static ByteBuffer map(Path file) {
        Bounds.requireFile(file);
        try (FileChannel channel = FileChannel.open(file)) {
            long size = channel.size();
            if (size == 0 || size % RECORD != 0 || size > Integer.MAX_VALUE) {
                throw new UserError(
                        file + ": expected records of " + RECORD + " bytes, found " + size + " bytes in all");
            }
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, size);
        } catch (IOException e) {
            throw new UserError(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /** The files of a part in {@code folder} or its {@code cifar-10-batches-bin}; empty if they are not there. */
    static List<Path> files(Path folder, Part part) {
        for (Path place : List.of(folder, folder.resolve("cifar-10-batches-bin"))) {
            if (!Files.exists(place.resolve("data_batch_1.bin")) && !Files.exists(place.resolve("test_batch.bin")))
                continue;
            if (part == Part.TEST) return List.of(place.resolve("test_batch.bin"));
            List<Path> files = new ArrayList<>();
            for (int i = 1; i <= 5; i++) files.add(place.resolve("data_batch_" + i + ".bin"));
            return files;
        }
        return List.of();
    }

    @Override
    public String name() {
        return folder.toString();
    }

    @Override
    public int count() {
        return labels.length;
    }

    @Override
    public String name(int i) {
        int rest = i;
        int batch = 0;
        while (rest >= batches.get(batch).capacity() / RECORD) {
            rest -= batches.get(batch++).capacity() / RECORD;
        }
        return files.get(batch) + "[" + rest + "]";
    }

    @Override
    public Image load(int i) {
        int rest = i;
        int batch = 0;
        while (rest >= batches.get(batch).capacity() / RECORD) {
            rest -= batches.get(batch++).capacity() / RECORD;
        }
        byte[] planes = new byte[3 * PLANE];
        batches.get(batch).get(rest * RECORD + 1, planes);
        byte[] pixels = new byte[3 * PLANE];
        for (int c = 0; c < 3; c++) {
            for (int p = 0; p < PLANE; p++) pixels[3 * p + c] = planes[c * PLANE + p];
        }
        return new Image(SIDE, SIDE, 3, pixels);
    }

    @Override
    public boolean decodes() {
        return false;
    }

    @Override
    public int[] labels() {
        return labels;
    }

    @Override
    public List<String> classes() {
        return CLASSES;
    }
}
