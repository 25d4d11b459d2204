package io.dxmi.samplers.tensor;

import io.dxmi.samplers.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The right of one process to write a folder or a file; every other process is refused until it is closed or ends.
 *
 * <p>It is held by a file lock on a file that serves nothing else: POSIX drops a lock as soon as the process closes any
 * descriptor of the locked file, so nothing that is read or written may be locked itself. File systems without locks, as
 * some networks have, protect from nothing here.
 */
public final class WriteLock implements AutoCloseable {

    /** Locks of this process. A second channel of one of them must not be opened: closing it would drop the lock. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private static final int ATTEMPTS = 5;

    /** Between two attempts, ms. */
    private static final long PAUSE = 20;

    private final Path file;
    private final FileChannel channel;
    /** Parent folders that were made for the lock, the innermost first. */
    private final List<Path> made = new ArrayList<>();

    private WriteLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Takes a folder, which is made if it is not there, and removes temporary files that dead processes left in it and in the folders right below
     * it.
     *
     * @throws UserError if another process holds it, naming that process, or if the folder cannot be written
     */
    public static WriteLock folder(Path folder) {
        WriteLock lock = take(folder.resolve(".lock"), folder);
        Unfinished.sweep(folder);
        try (var inside = Files.newDirectoryStream(folder, Files::isDirectory)) {
            inside.forEach(Unfinished::sweep);
        } catch (IOException e) {
            // What is left only takes room.
        }
        return lock;
    }

    /**
     * Takes the name of a file or folder that is to be made, and removes temporary files that dead processes left beside
     * it or in it. Missing parent folders are made, and removed at the end if nothing is in them then.
     *
     * @throws UserError if another process holds it, naming that process, or if nothing can be made there
     */
    public static WriteLock name(Path target) {
        Path file = target.toAbsolutePath().normalize();
        WriteLock lock = take(file.resolveSibling("." + file.getFileName() + ".lock"), target);
        Unfinished.sweep(file.getParent());
        if (Files.isDirectory(file)) Unfinished.sweep(file);
        return lock;
    }

    /** Whether a process that lives writes a folder now. Takes nothing and changes nothing. */
    public static boolean isTaken(Path folder) {
        try {
            Path file = folder.toRealPath().resolve(".lock");
            if (HELD.contains(file)) return true;
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                FileLock free = channel.tryLock(0, Long.MAX_VALUE, true);
                return free == null;
            }
        } catch (IOException e) {
            return false; // no lock file, or no locks on this file system
        }
    }

    /** Does some work with the lock, and gives the lock back. */
    public <T> T during(Supplier<T> work) {
        try {
            return work.get();
        } finally {
            close();
        }
    }

    private static WriteLock take(Path at, Path what) {
        List<Path> missing = new ArrayList<>();
        try {
            Path folder = at.toAbsolutePath().getParent();
            for (Path above = folder; above != null && !Files.exists(above); above = above.getParent())
                missing.add(above);
            Files.createDirectories(folder);
            Path file = folder.toRealPath().resolve(at.getFileName());
            if (!HELD.add(file)) throw new UserError(what + " is in use: this process writes there already");
            try {
                WriteLock lock = locked(file, what);
                lock.made.addAll(missing);
                return lock;
            } catch (IOException | RuntimeException e) {
                HELD.remove(file);
                throw e;
            }
        } catch (IOException e) {
            throw AtomicFiles.failed(what, e);
        }
    }

    /** The holder removes the file at its end, so a lock counts only on the file that still has the name. */
    private static WriteLock locked(Path file, Path what) throws IOException {
        while (true) {
            try {
                Files.createFile(file);
            } catch (FileAlreadyExistsException e) {
                // Another process holds it, or was killed.
            }
            Object before = key(file);
            FileChannel channel;
            try {
                channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
            } catch (NoSuchFileException e) {
                continue;
            }
            if (!isLocked(channel)) throw inUse(channel, what);
            if (Files.exists(file) && Objects.equals(before, key(file))) {
                sign(channel);
                return new WriteLock(file, channel);
            }
            channel.close();
        }
    }

    private static Object key(Path file) throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** Tries a few times: {@link #isTaken} in another process has the lock for an instant. */
    private static boolean isLocked(FileChannel channel) {
        try {
            for (int i = 0; i < ATTEMPTS; i++) {
                if (i > 0) Thread.sleep(PAUSE);
                FileLock lock = channel.tryLock();
                if (lock != null) return true;
            }
            return false;
        } catch (IOException e) {
            return true; // no locks on this file system
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static UserError inUse(FileChannel channel, Path what) throws IOException {
        try (channel) {
            ByteBuffer bytes = ByteBuffer.allocate(512);
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {}
            String holder =
                    StandardCharsets.UTF_8.decode(bytes.flip()).toString().strip();
            return new UserError(what + " is in use: "
                    + (holder.isEmpty() ? "another process" : holder)
                    + " writes there; expected to be the only one, wait for its end or stop it");
        }
    }

    private static void sign(FileChannel channel) throws IOException {
        String text = "process " + Owner.SELF.pid() + " on " + Owner.thisHost() + " (since "
                + Instant.now().truncatedTo(ChronoUnit.SECONDS) + ")\n";
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(file);
            channel.close();
            for (Path folder : made) Files.deleteIfExists(folder);
        } catch (IOException e) {
            // A folder that is not empty stays. The lock ends with the process at the latest; a file without a lock
            // keeps nobody out.
        }
        HELD.remove(file);
    }
}
