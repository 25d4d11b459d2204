package io.dxmi.sampling;

import static io.dxmi.samplers.UserError.parameter;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.AtomicFiles;
import io.dxmi.samplers.tensor.WriteLock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.zip.CRC32C;

/**
 * Samples gathered in a hidden file, {@code .NAME.rows}, until all are there and the real file is written. Each row ends
 * with a checksum (CRC-32C) of what the samples are of, of its number and its values; from the first row on that does not
 * match, they are drawn again.
 */
final class RowStore implements SampleStore {

    private final Path out;
    private final WriteLock lock;
    private final SampleFile format;
    private final String of;
    private final int count;
    private final long[] shape;
    private final List<String> columns;
    private final int values;
    private final Path rows;
    private final Path record;
    private final long done;
    /** Null until there are rows: a call that draws nothing leaves nothing. */
    private FileChannel channel;

    RowStore(
            Path out,
            SampleFile format,
            Supplier<String> of,
            int count,
            long[] shape,
            int batch,
            List<String> columns,
            WriteLock lock) {
        this.out = out;
        this.lock = lock;
        this.format = format;
        this.count = count;
        this.shape = shape;
        this.columns = columns;
        this.values = Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
        if ((long) count * values > Integer.MAX_VALUE - 8) {
            throw new UserError(parameter("number") + " " + count + " samples of " + values
                    + " values are too many for one file; expected"
                    + " fewer, or a folder of images: a name without ending");
        }
        format.requireFit(out, count, shape);
        this.rows = sibling("rows");
        this.record = sibling("of");
        this.of = of.get();
        SampleStore.requireSame(record, this.of);
        try {
            if (Files.exists(record)) channel = open();
            done = channel == null ? 0 : SampleStore.kept(whole(), count, batch);
            if (done > 0)
                channel.position(done * rowBytes()); // half a row, where a process was killed, is written over
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private FileChannel open() throws IOException {
        return FileChannel.open(rows, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private void begin() throws IOException {
        if (channel != null) return;
        Files.deleteIfExists(rows);
        AtomicFiles.write(record, of + "\n");
        channel = open();
    }

    private Path sibling(String ending) {
        return out.resolveSibling("." + out.getFileName() + "." + ending);
    }

    private long rowBytes() {
        return 4L * values + Integer.BYTES;
    }

    /** Number of rows from the first on that are whole. */
    private long whole() throws IOException {
        byte[] row = new byte[(int) rowBytes()];
        long n = 0;
        while (n < count && read(n, row)) n++;
        return n;
    }

    /** Whether there is a row of this number whose checksum matches. */
    private boolean read(long number, byte[] bytes) throws IOException {
        ByteBuffer row = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (row.hasRemaining()) {
            if (channel.read(row, number * rowBytes() + row.position()) < 0) return false;
        }
        return row.getInt(4 * values) == checksum(number, bytes, 0);
    }

    private int checksum(long number, byte[] bytes, int from) {
        CRC32C crc = new CRC32C();
        crc.update((of + "\n" + number + "\n").getBytes(StandardCharsets.UTF_8));
        crc.update(bytes, from, 4 * values);
        return (int) crc.getValue();
    }

    @Override
    public long done() {
        return done;
    }

    @Override
    public void add(float[] samples) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(samples.length / values * rowBytes()))
                .order(ByteOrder.LITTLE_ENDIAN);
        try {
            begin();
            long row = channel.position() / rowBytes();
            for (int at = 0; at < samples.length; at += values, row++) {
                int start = bytes.position();
                for (int i = 0; i < values; i++) bytes.putFloat(samples[at + i]);
                bytes.putInt(checksum(row, bytes.array(), start));
            }
            bytes.flip();
            while (bytes.hasRemaining()) channel.write(bytes);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public void finish() {
        float[] all = new float[count * values];
        byte[] row = new byte[(int) rowBytes()];
        FloatBuffer content =
                ByteBuffer.wrap(row).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        try {
            for (int i = 0; i < count; i++) {
                if (!read(i, row)) throw new UserError(rows + ": was changed by another program; draw again");
                content.get(0, all, i * values, values);
            }
            format.write(out, all, count, shape, columns);
            channel.close();
            Files.deleteIfExists(rows);
            Files.deleteIfExists(record);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public void close() {
        try (lock) {
            if (channel != null) channel.close();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private RuntimeException failed(IOException e) {
        return AtomicFiles.failed(rows, e);
    }
}
