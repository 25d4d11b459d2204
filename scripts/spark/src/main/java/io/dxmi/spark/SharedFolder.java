package io.dxmi.spark;

import static io.dxmi.samplers.UserError.parameter;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.AtomicFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.UUID;

/**
 * A folder that the command and all executors must see at the same path. The command marks it: a task that does not find the
 * mark at its start sees another folder. What the mark says asks tasks to stop.
 */
final class SharedFolder implements AutoCloseable {

    private static final String GO = "go";
    private static final String STOP = "stop";

    private final Path mark;
    private final boolean made;

    /** Marks a folder, which is made if it is not there. @throws UserError if it cannot be written */
    SharedFolder(Path folder) {
        mark = folder.toAbsolutePath().resolve(".spark-" + UUID.randomUUID());
        made = !Files.exists(mark.getParent());
        try {
            Files.createDirectories(mark.getParent());
        } catch (IOException e) {
            throw new UserError(parameter("out") + ": cannot make the folder " + mark.getParent(), e);
        }
        AtomicFiles.write(mark, GO);
    }

    /** The path of the mark, for {@link #require} and {@link #isToGo}. */
    String mark() {
        return mark.toString();
    }

    /** Called in a task. @throws UserError if this executor does not find the mark */
    static void require(String mark, String host) {
        if (Files.exists(Path.of(mark))) return;
        throw new UserError(parameter("out") + ": the executor at " + host + " does not see the folder "
                + Path.of(mark).getParent() + " of this command; expected a folder on a file system that all share");
    }

    /** Whether the command still wants the work of a task. */
    static boolean isToGo(String mark) {
        try {
            return Files.readString(Path.of(mark)).equals(GO);
        } catch (NoSuchFileException e) {
            return false; // the command is gone
        } catch (IOException e) {
            return true; // the file system failed for a moment
        }
    }

    /** Asks all tasks to stop in order. */
    void stop() {
        if (isToGo(mark())) AtomicFiles.write(mark, STOP);
    }

    /** Removes the mark, and the folder if it was made for nothing. */
    @Override
    public void close() {
        try {
            Files.deleteIfExists(mark);
            if (made) Files.deleteIfExists(mark.getParent());
        } catch (DirectoryNotEmptyException e) {
            // It holds what was made.
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + mark, e);
        }
    }
}
