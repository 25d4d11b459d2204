package io.dxmi.sampling;

import static io.dxmi.samplers.UserError.parameter;

import io.dxmi.eval.plot.ImageGrid;
import io.dxmi.eval.plot.Pixels;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.AtomicFiles;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.HostTensor.DType;
import io.dxmi.samplers.tensor.Npz;
import io.dxmi.samplers.tensor.Safetensors;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The formats that samples are written in; the file's ending chooses. */
enum SampleFile {

    /** One sample a row; numbers in the shortest form that reads back as the same float32. */
    CSV {
        @Override
        void write(Path file, float[] values, int count, long[] shape, List<String> columns) {
            int d = values.length / count;
            AtomicFiles.write(file, out -> {
                String names = IntStream.range(0, d)
                        .mapToObj(i -> columns.isEmpty() ? "x" + i : quoted(columns.get(i)))
                        .collect(Collectors.joining(","));
                out.write((names + "\n").getBytes(StandardCharsets.UTF_8));
                StringBuilder row = new StringBuilder();
                for (int i = 0; i < values.length; i++) {
                    row.append(values[i]).append((i + 1) % d == 0 ? '\n' : ',');
                    if ((i + 1) % d != 0) continue;
                    out.write(row.toString().getBytes(StandardCharsets.UTF_8));
                    row.setLength(0);
                }
            });
        }

        @Override
        long bytes(long values, int count, long[] shape) {
            return Float.BYTES * values;
        }
    },

    /** One float32 tensor, {@code samples}, of shape (n, sample shape). */
    SAFETENSORS {
        @Override
        void write(Path file, float[] values, int count, long[] shape, List<String> columns) {
            long[] whole = new long[shape.length + 1];
            whole[0] = count;
            System.arraycopy(shape, 0, whole, 1, shape.length);
            new Safetensors(Map.of("samples", HostTensor.of(values, whole))).write(file);
        }

        @Override
        long bytes(long values, int count, long[] shape) {
            return 2 * Float.BYTES * values;
        }
    },

    /** NumPy: {@code arr_0}, uint8 (n, H, W, C) for images as FID tools expect them, float32 (n, D) for points. */
    NPZ {
        @Override
        void write(Path file, float[] values, int count, long[] shape, List<String> columns) {
            HostTensor array;
            if (shape.length == 3) {
                int c = (int) shape[0];
                int h = (int) shape[1];
                int w = (int) shape[2];
                byte[] bytes = new byte[values.length];
                for (int at = 0; at < values.length; at += c * h * w) {
                    System.arraycopy(Pixels.interleaved(values, at, c, h, w), 0, bytes, at, c * h * w);
                }
                array = new HostTensor(DType.U8, new long[] {count, h, w, c}, bytes);
            } else {
                array = HostTensor.of(values, count, shape[0]);
            }
            Npz.write(file, Map.of("arr_0", array));
        }

        @Override
        long bytes(long values, int count, long[] shape) {
            return (Float.BYTES + (shape.length == 3 ? 1 : Float.BYTES)) * values;
        }
    },

    /** One image pixel for pixel, or a grid of several. */
    PNG {
        @Override
        void write(Path file, float[] values, int count, long[] shape, List<String> columns) {
            if (count == 1) Pixels.writePng(file, values, 0, (int) shape[0], (int) shape[1], (int) shape[2]);
            else
                new ImageGrid(values, count, (int) shape[0], (int) shape[1], (int) shape[2])
                        .write(file, columns(count));
        }

        @Override
        long bytes(long values, int count, long[] shape) {
            if (count == 1) return 2 * Float.BYTES * values;
            return Float.BYTES * values
                    + Integer.BYTES * ImageGrid.pixels(count, (int) shape[1], (int) shape[2], columns(count));
        }
    };

    /** Pictures of the largest grid, and its pixels: what viewers open. */
    private static final int MOST_SHOWN = 10_000;

    private static final long MOST_PIXELS = 100_000_000;

    /**
     * Bytes of Java's memory that {@link #write} needs for the values and what it makes of them, at least.
     *
     * @param values number of values of all samples
     */
    abstract long bytes(long values, int count, long[] shape);

    /**
     * Refuses at the start what could not be written at the end.
     *
     * @throws UserError if so many samples need more than three quarters of Java's memory, or are too many for one grid
     */
    void requireFit(Path file, int count, long[] shape) {
        String folder = shape.length == 3 ? ", a folder of images (a name without ending)" : "";
        if (this == PNG && count > 1) {
            long pixels = ImageGrid.pixels(count, (int) shape[1], (int) shape[2], columns(count));
            if (count > MOST_SHOWN || pixels > MOST_PIXELS) {
                throw new UserError(parameter("out") + " " + file + ": a grid of " + count + " images has " + pixels
                        + " pixels; expected at most " + MOST_SHOWN + " images and " + MOST_PIXELS + " pixels" + folder
                        + ", .npz or .safetensors");
            }
        }
        long values = Arrays.stream(shape).reduce((long) count, Math::multiplyExact);
        long needed = bytes(values, count, shape);
        long most = Runtime.getRuntime().maxMemory();
        if (needed <= most / 4 * 3) return;
        throw new UserError(String.format(
                Locale.ROOT,
                "%s %s: %d samples of %d values need about %d MB of memory when they are written, but Java's memory is %d MB;"
                        + " expected fewer%s, or more memory: DXMI_JAVA_OPTS=-Xmx%dg",
                parameter("out"),
                file,
                count,
                values / count,
                needed >> 20,
                most >> 20,
                folder,
                needed / 3 * 4 / (1L << 30) + 1));
    }

    /** Of the grid of several images. */
    private static int columns(int count) {
        return (int) Math.ceil(Math.sqrt(count));
    }

    /**
     * Writes samples.
     *
     * @param values flat, (count, shape)
     * @param columns names of the numbers of a sample; empty for x0, x1, …
     * @throws UserError if the file cannot be written
     */
    abstract void write(Path file, float[] values, int count, long[] shape, List<String> columns);

    private static String quoted(String name) {
        return name.matches("[^\",;\\s|#]+") ? name : '"' + name.replace("\"", "\"\"") + '"';
    }

    /** The format that the file's name asks for. @throws UserError if there is none for such samples */
    static SampleFile of(Path file, long[] shape) {
        String name = file.getFileName().toString();
        boolean image = shape.length == 3;
        if (name.endsWith(".csv")) return CSV;
        if (name.endsWith(".safetensors")) return SAFETENSORS;
        if (name.endsWith(".npz")) return NPZ;
        if (name.endsWith(".png") && image) return PNG;
        throw new UserError(parameter("out") + " must end in .csv, .npz" + (image ? ", .png" : "") + " or .safetensors"
                + (image ? ", or name a folder" : "") + ", got " + name);
    }
}
