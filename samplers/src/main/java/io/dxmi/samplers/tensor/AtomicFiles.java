package io.dxmi.samplers.tensor;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.WriteFailed;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Files that are either the old one or the whole new one, whatever stops the process, and folders that are whole or not
 * there. Everything that the toolkit writes is written here, except files that grow row by row.
 *
 * <p>The bytes go to a hidden sibling of a unique name, reach the disk, and only then take the name. A process killed in
 * between leaves a {@code .NAME.*.partial} behind, never half a file; the next process that takes a {@link WriteLock}
 * there removes it. Missing parent folders are made.
 */
public final class AtomicFiles {

    /** Produces a file's content. */
    public interface Content {
        /** Writes everything to {@code out}, which is buffered and must not be closed. */
        void writeTo(OutputStream out) throws IOException;
    }

    private static final Pattern DEVICE =
            Pattern.compile("No space left|quota exceeded|File too large|Input/output error");

    private AtomicFiles() {}

    /** Writes UTF-8 text. */
    public static void write(Path file, String text) {
        write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    public static void write(Path file, byte[] bytes) {
        write(file, out -> out.write(bytes));
    }

    /**
     * Replaces or creates {@code file}.
     *
     * <p>Whatever is thrown, {@code file} is then what it was before.
     *
     * @throws UserError if the folder cannot be written or {@code file} is a folder
     * @throws WriteFailed if the disk is full or fails
     */
    public static void write(Path file, Content content) {
        Path target = file.toAbsolutePath();
        if (Files.isDirectory(target)) throw new UserError("cannot write " + file + ": it is a folder");
        Path partial = Unfinished.beside(target);
        try {
            Files.createDirectories(target.getParent());
            try {
                fill(partial, content);
                rename(partial, target);
            } finally {
                Unfinished.discard(partial);
            }
            syncFolder(target.getParent());
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    /** Produces what a folder holds. */
    public interface Inside {
        /** Writes everything below {@code folder}. */
        void writeTo(Path folder) throws IOException;
    }

    /**
     * Makes a folder that appears with everything in it.
     *
     * @return whether it was made: false if something was there already, an empty folder excepted
     * <p>Whatever is thrown, nothing is left behind then.
     *
     * @throws UserError if it cannot be written
     * @throws WriteFailed if the disk is full or fails
     */
    public static boolean newFolder(Path folder, Inside inside) {
        Path target = folder.toAbsolutePath();
        Unfinished.sweep(target.getParent());
        Path partial = Unfinished.beside(target);
        try {
            Files.createDirectories(partial);
            try {
                inside.writeTo(partial);
                syncFolder(partial);
                // rename(2) replaces an empty folder and no other; Java's check before it is not needed.
                Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Unfinished.discard(partial);
            }
            syncFolder(target.getParent());
            return true;
        } catch (WriteFailed e) {
            // It names a file within the temporary folder.
            throw e.getCause() instanceof IOException full ? failed(folder, full) : e;
        } catch (IOException e) {
            if (Files.exists(target) && !isOfDevice(e, target)) return false;
            throw failed(folder, e);
        }
    }

    /**
     * Works in a folder of the system's temporary place, which is removed afterwards.
     *
     * @param prefix of its name
     * @throws UserError if it cannot be made
     * @throws WriteFailed if the disk is full or fails
     */
    public static <T> T inTemporary(String prefix, Function<Path, T> work) {
        Path place = Path.of(System.getProperty("java.io.tmpdir"));
        try {
            Path folder = Files.createTempDirectory(prefix);
            try {
                return work.apply(folder);
            } finally {
                Unfinished.discard(folder);
            }
        } catch (IOException e) {
            throw failed(place, e);
        }
    }

    private static void fill(Path partial, Content content) throws IOException {
        try (FileChannel channel = FileChannel.open(partial, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
            content.writeTo(out);
            out.flush();
            channel.force(true);
        }
    }

    private static void rename(Path partial, Path target) throws IOException {
        try {
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            // Some network file systems; a plain replacement is the best they offer.
            Files.move(partial, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Makes the new name itself survive a power cut. */
    private static void syncFolder(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Windows cannot open folders; the file is on the disk and has its name, which is all that is promised.
        }
    }

    /**
     * What to throw when a file cannot be written: {@link WriteFailed} if the disk is full or fails, a {@link UserError}
     * otherwise.
     */
    public static RuntimeException failed(Path file, IOException e) {
        if (!isOfDevice(e, file)) return new UserError("cannot write " + file + ": " + reason(e), e);
        String reason = e instanceof FileSystemException opened ? opened.getReason() : e.getMessage();
        return new WriteFailed("cannot write " + file + ": " + reason, e);
    }

    /** Writing to an open file fails with a plain exception; opening and making files with one that names the file. */
    private static boolean isOfDevice(IOException e, Path file) {
        if (e.getClass() == IOException.class) return true;
        if (!(e instanceof FileSystemException opened) || e.getClass() != FileSystemException.class) return false;
        String reason = opened.getReason();
        return (reason != null && DEVICE.matcher(reason).find()) || isFull(file);
    }

    /** The reason of the system is in the user's language; a disk without a free block is full in every language. */
    private static boolean isFull(Path file) {
        Path there = file.toAbsolutePath();
        while (there != null && !Files.exists(there)) there = there.getParent();
        try {
            return there != null && Files.getFileStore(there).getUsableSpace() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    static String reason(IOException e) {
        String kind = e instanceof NoSuchFileException
                ? "no such folder"
                : e.getClass().getSimpleName();
        return e.getMessage() == null ? kind : kind + " (" + e.getMessage() + ")";
    }
}
