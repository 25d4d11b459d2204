package io.dxmi.samplers.tensor;

import io.dxmi.samplers.Bounds;
import io.dxmi.samplers.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** Folders as one file: ZIP archives. */
public final class ZipFolders {

    /** Equal folders give equal archives. */
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private ZipFolders() {}

    /**
     * Writes an archive of a folder that exists only for this; the archive appears when it is whole.
     *
     * @throws UserError if it cannot be written
     * @throws io.dxmi.samplers.WriteFailed if the disk is full or fails
     */
    public static void write(Path file, AtomicFiles.Inside inside) {
        Path target = file.toAbsolutePath();
        Unfinished.sweep(target.getParent());
        Path folder = Unfinished.beside(target);
        try {
            Files.createDirectories(folder);
            try {
                inside.writeTo(folder);
                AtomicFiles.write(file, out -> pack(folder, out));
            } finally {
                Unfinished.discard(folder);
            }
        } catch (IOException e) {
            throw AtomicFiles.failed(file, e);
        }
    }

    private static void pack(Path folder, OutputStream out) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out);
        zip.setLevel(Deflater.NO_COMPRESSION); // weights hardly shrink
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                ZipEntry entry = new ZipEntry(folder.relativize(file).toString().replace('\\', '/'));
                entry.setTimeLocal(NO_TIME);
                zip.putNextEntry(entry);
                Files.copy(file, zip);
                zip.closeEntry();
            }
        }
        zip.finish();
    }

    /** Whether a file begins as a ZIP archive does. */
    public static boolean isZip(Path file) {
        if (!Files.isRegularFile(file)) return false;
        try (InputStream in = Files.newInputStream(file)) {
            byte[] start = in.readNBytes(4);
            return start.length == 4 && start[0] == 'P' && start[1] == 'K' && start[2] == 3 && start[3] == 4;
        } catch (IOException e) {
            return false;
        }
    }

    /** The names of an archive's files. @throws UserError if it cannot be read */
    public static List<String> names(Path file) {
        try (ZipFile zip = ZipFiles.open(file)) {
            return zip.stream()
                    .filter(e -> !e.isDirectory())
                    .map(ZipEntry::getName)
                    .toList();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /**
     * Unpacks the wanted files that lie directly in one folder of an archive.
     *
     * @param inside that folder with / at its end; empty for the top
     * @param wanted by their names there
     * @param out a folder that exists
     * @throws UserError if the archive cannot be read, or unpacks to far more than its size
     */
    public static void unpack(Path file, String inside, Predicate<String> wanted, Path out) {
        try (ZipFile zip = ZipFiles.open(file)) {
            long left = Bounds.mostUnpacked(Files.size(file));
            for (ZipEntry entry : zip.stream().filter(e -> !e.isDirectory()).toList()) {
                String name = entry.getName();
                if (!name.startsWith(inside)) continue;
                name = name.substring(inside.length());
                // neither folders nor the folder above
                if (!name.matches("[\\w-][\\w.-]*") || !wanted.test(name)) continue;
                left -= copy(zip, entry, out.resolve(name), left, file);
            }
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static long copy(ZipFile zip, ZipEntry entry, Path to, long most, Path file) throws IOException {
        try (InputStream in = zip.getInputStream(entry)) {
            AtomicFiles.write(to, out -> {
                byte[] block = new byte[1 << 16];
                long size = 0;
                for (int n = in.read(block); n >= 0; n = in.read(block)) {
                    size += n;
                    if (size > most) {
                        throw new UserError(file + ": expected an archive that unpacks to at most "
                                + Bounds.mostUnpacked(Files.size(file)) + " bytes, got more in " + entry.getName());
                    }
                    out.write(block, 0, n);
                }
            });
        }
        return Files.size(to);
    }

    private static UserError unreadable(Path file, IOException e) {
        return new UserError(
                file + ": cannot be read as a ZIP archive: " + e.getMessage()
                        + "; a part may be missing: copy it again",
                e);
    }
}
