package io.dxmi.runs.folder;

import io.dxmi.Json;
import io.dxmi.samplers.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

/** JSON objects, one a line. A row is with the operating system when {@link #add} returns, so a killed process loses none. */
final class RowFile implements AutoCloseable {

    private final Path file;
    private final FileChannel channel;
    private long rows;

    /** Opens or creates the file and keeps its first {@code rows} lines. */
    RowFile(Path file, long rows) {
        this.file = file;
        this.rows = rows;
        try {
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UserError("cannot write " + file, e);
        }
        lock();
        cut(rows);
    }

    private void lock() {
        try {
            if (channel.tryLock() == null) throw new OverlappingFileLockException();
        } catch (OverlappingFileLockException e) {
            throw new UserError(file + " is in use: another process continues this run", e);
        } catch (IOException e) {
            // Some network file systems have no locks; there it is the user who must not start twice.
        }
    }

    private void cut(long rows) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            long found = 0;
            int end = 0;
            for (int i = 0; i < bytes.length && found < rows; i++) {
                if (bytes[i] != '\n') continue;
                found++;
                end = i + 1;
            }
            if (found < rows) {
                throw new UserError(
                        "expected " + rows + " rows in " + file + ", as its run's checkpoint says, got " + found);
            }
            channel.truncate(end);
        } catch (IOException e) {
            throw new UserError("cannot read or write " + file, e);
        }
    }

    long rows() {
        return rows;
    }

    List<String> lines() {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UserError("cannot read " + file, e);
        }
    }

    void add(Map<String, Object> row) {
        ByteBuffer line = ByteBuffer.wrap((Json.line(row) + "\n").getBytes(StandardCharsets.UTF_8));
        try {
            while (line.hasRemaining()) channel.write(line);
        } catch (IOException e) {
            throw new UserError("cannot write " + file, e);
        }
        rows++;
    }

    /** Puts all rows on the disk, so that a power cut loses none of them either. */
    void force() {
        try {
            channel.force(false);
        } catch (IOException e) {
            throw new UserError("cannot write " + file, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UserError("cannot write " + file, e);
        }
    }
}
