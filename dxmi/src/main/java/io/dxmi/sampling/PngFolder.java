package io.dxmi.sampling;

import static io.dxmi.samplers.UserError.parameter;

import io.dxmi.eval.plot.Pixels;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.AtomicFiles;
import io.dxmi.samplers.tensor.WriteLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** One PNG per image, named by its number: {@code 000017.png} is image 17, whatever was drawn before or beside it. */
final class PngFolder implements SampleStore {

    private final Path folder;
    private final WriteLock lock;
    private final long[] shape;
    private long next;

    PngFolder(Path folder, String of, long[] shape, WriteLock lock) {
        this.folder = folder;
        this.lock = lock;
        this.shape = shape;
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new UserError(parameter("out") + " " + folder
                    + " is a file; expected a folder, or a name that ends in .npz, .png," + " .csv or .safetensors");
        }
        Path record = folder.resolve("samples.txt");
        requireOurs(record);
        SampleStore.requireSame(record, of);
        if (!Files.exists(record)) AtomicFiles.write(record, of + "\n");
        while (Files.exists(file(next))) next++;
    }

    /** A folder of somebody else's pictures is left alone. */
    private void requireOurs(Path record) {
        if (Files.isDirectory(folder) && !Files.exists(record) && Files.exists(file(0))) {
            throw new UserError(parameter("out") + " " + folder + " holds other images; expected a new folder");
        }
    }

    private Path file(long number) {
        return folder.resolve(String.format(Locale.ROOT, "%06d.png", number));
    }

    @Override
    public long done() {
        return next;
    }

    @Override
    public void add(float[] samples) {
        int size = Math.toIntExact(shape[0] * shape[1] * shape[2]);
        for (int at = 0; at < samples.length; at += size) {
            Pixels.writePng(file(next), samples, at, (int) shape[0], (int) shape[1], (int) shape[2]);
            next++;
        }
    }

    @Override
    public void finish() {}

    @Override
    public void close() {
        lock.close();
    }
}
