package io.dxmi.samplers.image;

import io.dxmi.samplers.Bounds;
import io.dxmi.samplers.UserError;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/**
 * The grey pictures of an idx file, gzipped or not, as MNIST and Fashion-MNIST come. All are held in memory. Labels come
 * from the file beside it whose name has {@code labels-idx1} for {@code images-idx3}.
 */
final class IdxImages implements ImageSource {

    private static final int IMAGES = 0x803; // unsigned bytes, 3 dimensions
    private static final int LABELS = 0x801; // unsigned bytes, 1 dimension
    private static final int GZIP = 0x1f8b;

    private final Path file;
    private final Idx images;
    private final int[] labels;

    /** One array: its dimensions and bytes. */
    private record Idx(int[] shape, byte[] data) {}

    IdxImages(Path file) {
        this.file = file;
        images = read(file, IMAGES);
        Path beside = file.resolveSibling(file.getFileName().toString().replaceFirst("images(.)idx3", "labels$1idx1"));
        labels = beside.equals(file) || !Files.exists(beside) ? new int[0] : labels(beside);
    }

    private int[] labels(Path beside) {
        Idx idx = read(beside, LABELS);
        if (idx.shape[0] != count()) {
            throw new UserError(beside + ": expected " + count() + " labels, found " + idx.shape[0]);
        }
        int[] values = new int[idx.data.length];
        for (int i = 0; i < values.length; i++) values[i] = idx.data[i] & 0xff;
        return values;
    }

    private static Idx read(Path file, int expected) {
        try (DataInputStream in = open(file)) {
            int magic = in.readInt();
            if (magic != expected) {
                throw new UserError(file + ": expected an idx file of bytes in " + (expected & 0xff)
                        + " dimensions, found the first bytes " + String.format(Locale.ROOT, "%08x", magic));
            }
            int[] shape = new int[magic & 0xff];
            long size = 1;
            for (int i = 0; i < shape.length; i++) {
                shape[i] = in.readInt();
                size = shape[i] < 1 || size > Integer.MAX_VALUE ? -1 : size * shape[i];
            }
            if (size < 1 || size > Integer.MAX_VALUE - 8) {
                throw new UserError(
                        file + ": expected up to 2 GiB of pixels, found the shape " + Arrays.toString(shape));
            }
            Bounds.requireMemory(size, file.toString());
            byte[] data = in.readNBytes((int) size);
            if (data.length < size) {
                throw new UserError(file + ": is truncated, " + data.length + " of " + size + " bytes");
            }
            return new Idx(shape, data);
        } catch (EOFException e) {
            throw new UserError(file + ": is truncated", e);
        } catch (IOException e) {
            throw new UserError(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static DataInputStream open(Path file) throws IOException {
        Bounds.requireFile(file);
        InputStream in = new BufferedInputStream(Files.newInputStream(file));
        in.mark(2);
        int start = (in.read() << 8) | in.read();
        in.reset();
        if (start == GZIP) Bounds.requireModestGzip(file);
        return new DataInputStream(start == GZIP ? new BufferedInputStream(new GZIPInputStream(in)) : in);
    }

    @Override
    public String name() {
        return file.toString();
    }

    @Override
    public int count() {
        return images.shape[0];
    }

    @Override
    public String name(int i) {
        return file + "[" + i + "]";
    }

    @Override
    public Image load(int i) {
        int height = images.shape[1];
        int width = images.shape[2];
        int size = height * width;
        return new Image(height, width, 1, Arrays.copyOfRange(images.data, i * size, (i + 1) * size));
    }

    @Override
    public boolean decodes() {
        return false;
    }

    @Override
    public int[] labels() {
        return labels;
    }
}
