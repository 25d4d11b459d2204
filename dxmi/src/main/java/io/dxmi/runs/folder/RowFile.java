package io.dxmi.runs.folder;

import io.dxmi.Json;
import io.dxmi.samplers.Bounds;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.AtomicFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/** JSON objects, one a line. A row is with the operating system when {@link #add} returns, so a killed process loses none. */
final class RowFile implements AutoCloseable {

    private final Path file;
    private final FileChannel channel;
    /** Lines of the file. */
    private long rows;

    private final CRC32C crc = new CRC32C();

    /**
     * Opens or creates the file and keeps its first {@code limit} lines, or all that it has; what follows the last whole
     * line is dropped in any case.
     */
    RowFile(Path file, long limit) {
        this.file = file;
        Bounds.requireFile(file);
        try {
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw AtomicFiles.failed(file, e);
        }
        cut(limit);
    }

    private void cut(long limit) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            int end = 0;
            for (int i = 0; i < bytes.length && rows < limit; i++) {
                if (bytes[i] != '\n') continue;
                rows++;
                end = i + 1;
            }
            crc.update(bytes, 0, end);
            channel.truncate(end);
        } catch (IOException e) {
            throw AtomicFiles.failed(file, e);
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
        byte[] bytes = (Json.line(row) + "\n").getBytes(StandardCharsets.UTF_8);
        ByteBuffer line = ByteBuffer.wrap(bytes);
        try {
            while (line.hasRemaining()) channel.write(line);
        } catch (IOException e) {
            throw AtomicFiles.failed(file, e);
        }
        crc.update(bytes);
        rows++;
    }

    /** CRC-32C of all rows. */
    String checksum() {
        return HexFormat.of().toHexDigits(crc.getValue(), 8);
    }

    /** Puts all rows on the disk, so that a power cut loses none of them either. */
    void force() {
        try {
            channel.force(false);
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
        }
    }
}
