package io.dxmi.watch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dxmi.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Reads a file of JSON objects, one a line, as it grows: each call reads what was added. A last line that is not complete
 * waits for its end, a line that is no object is passed over, and a file that was cut or replaced is read anew.
 */
public final class RowTail {

    private static final int CHUNK = 1 << 20;

    /** A longer line is no row of a run. */
    private static final int LONGEST = 8 << 20;

    /** So many bytes before the position tell whether the file is still the one that was read. */
    private static final int KNOWN = 64;

    /** Is told the rows. */
    public interface Reader {
        /** The file was cut or replaced: what was read before does not count. */
        void restart();

        void row(JsonNode row);
    }

    private final Path file;
    private final long most;
    private final Reader reader;
    private long position;
    private byte[] known = {};

    /**
     * A file that may not exist yet.
     *
     * @param most bytes at the end of the file to begin with, at the first call
     */
    public RowTail(Path file, long most, Reader reader) {
        this.file = file;
        this.most = most;
        this.reader = reader;
    }

    /** Reads what was added; a file that is not there or cannot be read has no rows. @return whether it was read */
    public boolean read() {
        try (FileChannel channel = FileChannel.open(file)) {
            if (channel.size() < position || !isKnown(channel)) {
                position = 0;
                known = new byte[0];
                reader.restart();
            }
            if (position == 0 && channel.size() > most) position = lineAfter(channel, channel.size() - most);
            rows(channel);
            return true;
        } catch (IOException e) {
            if (position == 0) return false;
            position = 0; // gone: what comes under this name later is another file
            known = new byte[0];
            reader.restart();
            return false;
        }
    }

    private boolean isKnown(FileChannel channel) throws IOException {
        return Arrays.equals(known, bytes(channel, position - known.length, known.length));
    }

    private static long lineAfter(FileChannel channel, long from) throws IOException {
        byte[] next = bytes(channel, from, CHUNK);
        for (int i = 0; i < next.length; i++) if (next[i] == '\n') return from + i + 1;
        return channel.size();
    }

    private void rows(FileChannel channel) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        long at = position;
        for (byte[] chunk = bytes(channel, at, CHUNK); chunk.length > 0; chunk = bytes(channel, at, CHUNK)) {
            int begin = 0;
            for (int i = 0; i < chunk.length; i++) {
                if (chunk[i] != '\n') continue;
                line.write(chunk, begin, i - begin);
                row(line.toString(StandardCharsets.UTF_8));
                line.reset();
                begin = i + 1;
                position = at + begin;
            }
            if (line.size() < LONGEST) line.write(chunk, begin, chunk.length - begin);
            at += chunk.length;
        }
        int length = (int) Math.min(KNOWN, position);
        known = bytes(channel, position - length, length);
    }

    private void row(String line) {
        try {
            if (Json.parse(line) instanceof ObjectNode row) reader.row(row);
        } catch (JsonProcessingException e) {
            // damaged: the rows around it count
        }
    }

    private static byte[] bytes(FileChannel channel, long from, int most) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.max(0, Math.min(most, channel.size() - from)));
        while (buffer.hasRemaining() && channel.read(buffer, from + buffer.position()) >= 0) {}
        return Arrays.copyOf(buffer.array(), buffer.position());
    }
}
