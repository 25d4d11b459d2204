package io.dxmi.tensorboard;

import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.WriteFailed;
import io.dxmi.samplers.tensor.AtomicFiles;
import io.dxmi.samplers.tensor.WriteLock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/**
 * The event file of a run that trains: it begins with all that the run has, and grows with each of its rows.
 *
 * <p>A listener that comes after those that write the run's own files.
 */
public final class TensorBoardFile implements Progress, AutoCloseable {

    /** TensorBoard knows its files by the first words; then comes a time, of which one file a run has no need. */
    private static final String NAME = "events.out.tfevents.0.dxmi";

    private final WriteLock lock;
    private final Path file;
    private final RunEvents events;
    private final FileChannel channel;

    private TensorBoardFile(Path run, Path folder) {
        lock = WriteLock.folder(folder);
        try {
            events = new RunEvents(run);
            file = write(events, folder);
            channel = FileChannel.open(file, StandardOpenOption.APPEND);
        } catch (IOException e) {
            lock.close();
            throw AtomicFiles.failed(folder, e);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /**
     * Opens the file of a run in its folder {@code tensorboard}.
     *
     * @throws UserError if the run cannot be read, or another process writes that folder
     * @throws WriteFailed if the disk is full or fails
     */
    public static TensorBoardFile inside(Path run) {
        return new TensorBoardFile(run, run.resolve("tensorboard"));
    }

    /**
     * Writes all that a run has into a folder.
     *
     * @return the file
     * @throws UserError if the run cannot be read, or another process writes that folder
     * @throws WriteFailed if the disk is full or fails
     */
    public static Path export(Path run, Path folder) {
        return WriteLock.folder(folder).during(() -> write(new RunEvents(run), folder));
    }

    private static Path write(RunEvents events, Path folder) {
        Path file = folder.resolve(NAME);
        AtomicFiles.write(file, events.all());
        return file;
    }

    @Override
    public void step(String phase, long done, Map<String, Double> scalars) {
        if (scalars.isEmpty()) return;
        ByteBuffer row = ByteBuffer.wrap(events.row(System.currentTimeMillis() / 1e3, phase, done, scalars));
        try {
            while (row.hasRemaining()) channel.write(row);
        } catch (IOException e) {
            throw AtomicFiles.failed(file, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw AtomicFiles.failed(file, e);
        } finally {
            lock.close();
        }
    }
}
