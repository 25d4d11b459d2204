package io.dxmi.samplers.tensor;

import io.dxmi.samplers.UserError;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

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
     * @throws UserError if the folder cannot be written, the disk is full or {@code file} is a folder; {@code file} is
     *     then what it was before
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
            throw new UserError("cannot write " + file + ": " + reason(e), e);
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
     * @throws UserError if it cannot be written; nothing is left behind then
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
        } catch (IOException e) {
            if (Files.exists(target)) return false;
            throw new UserError("cannot write " + folder + ": " + reason(e), e);
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

    static String reason(IOException e) {
        String kind = e instanceof NoSuchFileException
                ? "no such folder"
                : e.getClass().getSimpleName();
        return e.getMessage() == null ? kind : kind + " (" + e.getMessage() + ")";
    }
}
