package io.dxmi.samplers.image;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.HostTensor.DType;
import io.dxmi.samplers.tensor.NpyRows;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * The pictures of a {@code .npz} or {@code .npy}: uint8 (N, H, W, 1 or 3) or (N, H, W), called {@code arr_0} or
 * {@code images}, and whole numbers (N), called {@code arr_1} or {@code labels}, if there are classes. Pictures are read
 * one at a time, so the array may be larger than the memory.
 */
final class NpzImages implements ImageSource {

    private static final String[] NAMES = {"arr_0", "images"};

    private final Path file;
    private final NpyRows rows;
    private final int[] labels;

    NpzImages(Path file) {
        this.file = file;
        rows = NpyRows.open(file, NAMES);
        try {
            requireImages();
            labels = readLabels();
        } catch (UserError e) {
            rows.close();
            throw e;
        }
    }

    /** Whether a file holds an array of pictures, of any type of numbers, and not rows of numbers. */
    static boolean arePictures(Path file) {
        try (NpyRows rows = NpyRows.open(file, NAMES)) {
            return rows.shape().length > 2;
        } catch (UserError e) {
            return false;
        }
    }

    private void requireImages() {
        long[] shape = rows.shape();
        boolean channels = shape.length == 3 || (shape.length == 4 && (shape[3] == 1 || shape[3] == 3));
        if (rows.dtype() != DType.U8 || !channels || LongStream.of(shape).anyMatch(n -> n < 1 || n > 1 << 30)) {
            throw new UserError(rows.name() + ": expected images, uint8 (N, H, W, 1 or 3) or (N, H, W), found "
                    + rows.dtype() + " " + Arrays.toString(shape));
        }
    }

    private int[] readLabels() {
        return NpyRows.find(file, "arr_1", "labels").map(this::checked).orElse(new int[0]);
    }

    private int[] checked(HostTensor found) {
        if (found.shape().length != 1 || found.size() != count()) {
            throw new UserError(
                    file + ": expected " + count() + " labels, found an array of " + Arrays.toString(found.shape()));
        }
        long[] values = found.toLongs();
        for (long value : values) {
            if (value < 0 || value > Integer.MAX_VALUE) {
                throw new UserError(file + ": expected labels from 0 on, found " + value);
            }
        }
        return Arrays.stream(values).mapToInt(Math::toIntExact).toArray();
    }

    @Override
    public String name() {
        return file.toString();
    }

    @Override
    public int count() {
        return (int) rows.shape()[0];
    }

    @Override
    public String name(int i) {
        return rows.name() + "[" + i + "]";
    }

    @Override
    public Image load(int i) {
        long[] shape = rows.shape();
        return new Image((int) shape[1], (int) shape[2], shape.length == 3 ? 1 : (int) shape[3], rows.row(i));
    }

    @Override
    public boolean readsInOrder() {
        return rows.isCompressed();
    }

    @Override
    public int[] labels() {
        return labels;
    }

    @Override
    public void close() {
        rows.close();
    }
}
