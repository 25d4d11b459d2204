package io.dxmi.samplers.tensor;

import io.dxmi.samplers.Bounds;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.HostTensor.DType;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * One array of a {@code .npz} or {@code .npy}, read row by row (along its first axis), so that it may be larger than the
 * memory. Rows in ascending order cost one pass; going back in a compressed array starts it again.
 */
public final class NpyRows implements AutoCloseable {

    private static final String SUFFIX = ".npy";

    private final String name;
    private final Bytes bytes;
    private final NpyHeader header;
    private final int rowBytes;
    private InputStream in;
    private long position;

    /** Opens the array's bytes from the start. */
    private interface Bytes extends AutoCloseable {
        InputStream open() throws IOException;

        long size() throws IOException;

        boolean compressed();

        @Override
        void close() throws IOException;
    }

    private NpyRows(String name, Bytes bytes) throws IOException {
        this.name = name;
        this.bytes = bytes;
        in = new BufferedInputStream(bytes.open());
        header = NpyHeader.read(in, name);
        if (header.fortran() && header.shape().length > 1) {
            throw new UserError(name + ": is in Fortran order; save numpy.ascontiguousarray(a) instead");
        }
        position = header.offset();
        if (header.shape().length == 0 || header.shape()[0] < 1) {
            throw new UserError(name + ": expected rows, found the shape " + Arrays.toString(header.shape()));
        }
        long size = header.dataBytes(name);
        if (size != bytes.size() - header.offset()) throw NpyHeader.truncated(name);
        long perRow = size / header.shape()[0];
        if (perRow > Integer.MAX_VALUE - 8) throw new UserError(name + ": a row has " + perRow + " bytes");
        rowBytes = (int) perRow;
    }

    /**
     * The first array of these names that the file has; a bare {@code .npy} has one without a name.
     *
     * @throws UserError naming the file and what it holds, if it has none of them or cannot be read
     */
    public static NpyRows open(Path file, String... names) {
        try {
            return isBare(file) ? new NpyRows(file.toString(), bare(file)) : ofZip(file, names);
        } catch (IOException e) {
            throw new UserError(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /** The first array of these names of a {@code .npz}, in memory and with its checksum checked; empty if there is none, or the file is a bare array. */
    public static Optional<HostTensor> find(Path file, String... names) {
        try {
            if (isBare(file)) return Optional.empty();
            try (ZipFile zip = ZipFiles.open(file)) {
                for (String name : names) {
                    ZipEntry entry = zip.getEntry(name + SUFFIX);
                    if (entry != null) return Optional.of(Npz.member(zip, entry, file + ": " + name));
                }
                return Optional.empty();
            }
        } catch (IOException e) {
            throw new UserError(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static boolean isBare(Path file) throws IOException {
        Bounds.requireFile(file);
        try (InputStream start = Files.newInputStream(file)) {
            return NpyHeader.startsWithMagic(start.readNBytes(6));
        }
    }

    private static Bytes bare(Path file) {
        return new Bytes() {
            @Override
            public InputStream open() throws IOException {
                return Files.newInputStream(file);
            }

            @Override
            public long size() throws IOException {
                return Files.size(file);
            }

            @Override
            public boolean compressed() {
                return false;
            }

            @Override
            public void close() {}
        };
    }

    private static NpyRows ofZip(Path file, String... names) throws IOException {
        ZipFile zip = ZipFiles.open(file);
        try {
            for (String name : names) {
                ZipEntry entry = zip.getEntry(name + SUFFIX);
                if (entry != null) return new NpyRows(file + ": " + name, member(zip, entry));
            }
            List<String> found = zip.stream()
                    .map(e -> e.getName().endsWith(SUFFIX)
                            ? e.getName().substring(0, e.getName().length() - SUFFIX.length())
                            : e.getName())
                    .sorted()
                    .toList();
            throw new UserError(file + ": expected an array " + String.join(" or ", names) + ", found " + found);
        } catch (IOException | UserError e) {
            zip.close();
            throw e;
        }
    }

    private static Bytes member(ZipFile zip, ZipEntry entry) {
        return new Bytes() {
            @Override
            public InputStream open() throws IOException {
                return zip.getInputStream(entry); // skips in a stored entry without reading
            }

            @Override
            public long size() {
                return entry.getSize();
            }

            @Override
            public boolean compressed() {
                return entry.getMethod() != ZipEntry.STORED;
            }

            @Override
            public void close() throws IOException {
                zip.close();
            }
        };
    }

    /** The file, and the array's name if it has one. */
    public String name() {
        return name;
    }

    /** Whether going back reads everything before that row again. */
    public boolean isCompressed() {
        return bytes.compressed();
    }

    public DType dtype() {
        return header.dtype();
    }

    /** At least one axis; the first counts rows. */
    public long[] shape() {
        return header.shape().clone();
    }

    /**
     * The bytes of one row, little-endian.
     *
     * @throws UserError if the file is damaged there
     */
    public synchronized byte[] row(long i) {
        if (i < 0 || i >= header.shape()[0]) {
            throw new IllegalArgumentException(name + " has " + header.shape()[0] + " rows, asked for " + i);
        }
        long wanted = header.offset() + i * rowBytes;
        try {
            if (wanted < position) {
                in.close();
                in = new BufferedInputStream(bytes.open());
                position = 0;
            }
            in.skipNBytes(wanted - position);
            byte[] row = in.readNBytes(rowBytes);
            position = wanted + row.length;
            if (row.length < rowBytes) throw NpyHeader.truncated(name);
            return row;
        } catch (IOException e) {
            position = Long.MAX_VALUE; // wherever the stream is now, start again
            throw new UserError(name + ": is truncated or corrupt at row " + i + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            in.close();
            bytes.close();
        } catch (IOException e) {
            throw new UserError(name + ": cannot be closed: " + e.getMessage(), e);
        }
    }
}
