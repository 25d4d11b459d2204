package io.dxmi.spark;

import static io.dxmi.samplers.UserError.parameter;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.AtomicFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * A folder that the command and all executors must see at the same path. The command marks it: a task that does not find the
 * mark at its start sees another folder, and one that does not find it any more is to stop.
 */
final class SharedFolder implements AutoCloseable {

    private final Path mark;

    /** Marks a folder, which is made if it is not there. @throws UserError if it cannot be written */
    SharedFolder(Path folder) {
        mark = folder.toAbsolutePath().resolve(".spark-" + UUID.randomUUID());
        try {
            Files.createDirectories(mark.getParent());
        } catch (IOException e) {
            throw new UserError(parameter("out") + ": cannot make the folder " + mark.getParent(), e);
        }
        AtomicFiles.write(mark, "");
    }

    /** The path of the mark, for {@link #require} and {@link #isMarked}. */
    String mark() {
        return mark.toString();
    }

    /** Called in a task. @throws UserError if this executor does not find the mark */
    static void require(String mark, String host) {
        if (isMarked(mark)) return;
        throw new UserError(parameter("out") + ": the executor at " + host + " does not see the folder "
                + Path.of(mark).getParent() + " of this command; expected a folder on a file system that all share");
    }

    static boolean isMarked(String mark) {
        return Files.exists(Path.of(mark));
    }

    /** Removes the mark: tasks that read it stop. */
    @Override
    public void close() {
        try {
            Files.deleteIfExists(mark);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + mark, e);
        }
    }
}
