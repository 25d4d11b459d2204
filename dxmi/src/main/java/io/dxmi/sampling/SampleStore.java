package io.dxmi.sampling;

import static io.dxmi.samplers.UserError.parameter;

import io.dxmi.samplers.Bounds;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.WriteLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/** Where samples go as they are drawn, in order; what it holds when the process dies is kept for the next one. */
public interface SampleStore extends AutoCloseable {

    /** How many it holds from earlier: all, or whole batches, since the last digit of a sample depends on its batch. */
    long done();

    /** Adds the next ones, flat. */
    void add(float[] samples);

    /** All are there. @throws UserError if the result cannot be written */
    void finish();

    @Override
    void close();

    /**
     * The store that the file's name asks for: rows for one file at the end, or PNG files in a folder.
     *
     * @param of says what the samples are of: what was begun of something else is refused
     * @param count how many there will be
     * @param shape of one sample
     * @param batch how many are added at a time
     * @throws UserError if there is none for such samples, or another process writes there
     */
    static SampleStore open(Path out, String of, int count, long[] shape, int batch) {
        return open(out, () -> of, count, shape, batch, List.of());
    }

    /**
     * The same with names.
     *
     * @param of asked for after what else can be refused, because it may have to read all that the samples come from
     * @param names of the columns of points, which a .csv takes, or of all images without their ending, which a folder takes;
     *     empty if they have none
     */
    static SampleStore open(Path out, Supplier<String> of, int count, long[] shape, int batch, List<String> names) {
        boolean folder = isFolder(out, shape);
        if (folder && shape[0] != 1 && shape[0] != 3) {
            throw new UserError(parameter("out") + " " + out + ": images of " + shape[0]
                    + " channels cannot be PNG files; expected a name that ends in .npz or .safetensors");
        }
        SampleFile format = folder ? null : SampleFile.of(out, shape);
        WriteLock lock = WriteLock.name(out);
        try {
            return format == null
                    ? new PngFolder(out, of, count, shape, batch, names, lock)
                    : new RowStore(out, format, of, count, shape, batch, names, lock);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** Whether the name asks for a folder of PNG files: that of images without an ending. */
    static boolean isFolder(Path out, long[] shape) {
        return shape.length == 3 && !out.getFileName().toString().matches(".*\\.[A-Za-z]+");
    }

    /** Of so many samples that are there, those to keep. */
    static long kept(long there, int count, int batch) {
        return there >= count ? there : there - there % batch;
    }

    /** Refuses a continuation of something else. */
    static void requireSame(Path record, String of) {
        if (!Files.exists(record)) return;
        try {
            String begun = Bounds.record(record).strip();
            if (!begun.equals(of)) {
                throw new UserError(record + " says that the samples there are of " + begun + ", not of " + of
                        + "; expected another " + parameter("out") + ", or none of these files");
            }
        } catch (IOException e) {
            throw new UserError("cannot read " + record + ": " + e.getMessage(), e);
        }
    }
}
