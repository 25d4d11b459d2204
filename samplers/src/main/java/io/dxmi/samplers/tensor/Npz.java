package io.dxmi.samplers.tensor;

import io.dxmi.samplers.Bounds;
import io.dxmi.samplers.UserError;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * NumPy's {@code .npz} (a ZIP of {@code .npy} members, stored or deflated) and single {@code .npy} files.
 *
 * <p>Reading is strict: an array is returned only when its type, shape, length and checksum are consistent, and no
 * memory is set aside for an array before the file has been seen to be long enough to hold it.
 */
public final class Npz {

    static final String SUFFIX = ".npy";

    /** The name under which the array of a bare {@code .npy} is returned; NumPy's own for an unnamed array. */
    static final String UNNAMED = "arr_0";

    /** Deflate cannot shrink data by more than 1032 to 1. */
    private static final long MAX_RATIO = 1032;

    /** 1980-01-01 in local time, as NumPy writes, so that equal arrays make equal files. */
    private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0);

    private Npz() {}

    /** Whether a file that begins so is a single {@code .npy}. */
    public static boolean isArray(byte[] start) {
        return NpyHeader.startsWithMagic(start);
    }

    /**
     * Opens a {@code .npz} or {@code .npy} without reading values.
     *
     * @throws UserError if it is neither, or damaged
     */
    public static TensorFile open(Path file) {
        return NpzFile.open(file);
    }

    /**
     * All arrays of a {@code .npz} by name (without {@code .npy}, in the order of the file), or the one array of a
     * {@code .npy} under {@code arr_0}.
     *
     * @throws UserError naming the file and the array, if it cannot be read, is truncated or corrupt,
     *     or of a type other than little-endian f2, f4, f8, i1, i2, i4, i8, u1, b1
     */
    public static Map<String, HostTensor> read(Path file) {
        Bounds.requireFile(file);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            in.mark(8);
            byte[] start = in.readNBytes(6);
            in.reset();
            if (NpyHeader.startsWithMagic(start)) {
                return Map.of(UNNAMED, array(in, Files.size(file), file.toString()));
            }
        } catch (IOException e) {
            throw unreadable(file, e);
        }
        return readZip(file);
    }

    /**
     * Writes the arrays in the map's order, deflated, atomically.
     *
     * @throws UserError if the file cannot be written
     */
    public static void write(Path file, Map<String, HostTensor> arrays) {
        AtomicFiles.write(file, out -> {
            ZipOutputStream zip = new ZipOutputStream(out);
            for (Map.Entry<String, HostTensor> array : arrays.entrySet()) {
                ZipEntry entry = new ZipEntry(array.getKey() + SUFFIX);
                entry.setTimeLocal(EPOCH);
                zip.putNextEntry(entry);
                write(zip, array.getValue());
                zip.closeEntry();
            }
            zip.finish();
        });
    }

    private static void write(OutputStream out, HostTensor array) throws IOException {
        out.write(NpyHeader.write(array.dtype(), array.shape()));
        out.write(array.data());
    }

    private static Map<String, HostTensor> readZip(Path file) {
        Map<String, HostTensor> arrays = new LinkedHashMap<>();
        try (ZipFile zip = ZipFiles.open(file)) {
            for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
                ZipEntry entry = entries.nextElement();
                String where = file + ": " + entry.getName();
                if (!entry.getName().endsWith(SUFFIX)) throw new UserError(where + ": expected only .npy members");
                String name = entry.getName().substring(0, entry.getName().length() - SUFFIX.length());
                if (arrays.put(name, member(zip, entry, where)) != null) {
                    throw new UserError(where + ": occurs twice");
                }
            }
        } catch (ZipException e) {
            throw new UserError(file + ": expected a .npz or .npy file: " + reason(e), e);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
        return arrays;
    }

    static HostTensor member(ZipFile zip, ZipEntry entry, String where) {
        if (entry.getSize() > (entry.getCompressedSize() + 1) * MAX_RATIO) throw NpyHeader.truncated(where);
        try (CheckedInputStream in = new CheckedInputStream(zip.getInputStream(entry), new CRC32())) {
            HostTensor array = array(in, entry.getSize(), where);
            if (in.getChecksum().getValue() != entry.getCrc()) {
                throw new UserError(where + ": is corrupt (its checksum does not match)");
            }
            return array;
        } catch (IOException e) {
            throw new UserError(where + ": is truncated or corrupt: " + reason(e), e);
        }
    }

    private static HostTensor array(InputStream in, long length, String where) throws IOException {
        NpyHeader header = NpyHeader.read(in, where);
        long expected = header.requireLength(length, where);
        if (expected > Integer.MAX_VALUE - 8) {
            throw new UserError(where + ": has " + expected + " bytes; arrays of up to 2 GiB can be read");
        }
        Bounds.requireMemory(expected, where);
        byte[] data = in.readNBytes((int) expected);
        if (data.length < expected || in.read() >= 0) throw NpyHeader.truncated(where);
        return new HostTensor(header.dtype(), header.shape(), header.ordered(data));
    }

    static UserError unreadable(Path file, IOException e) {
        return new UserError(file + ": cannot be read: " + reason(e), e);
    }

    private static String reason(IOException e) {
        if (e instanceof NoSuchFileException) return "no such file or folder";
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
