package io.dxmi.detect.series;

import io.dxmi.samplers.UserError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.function.Consumer;

/** Whole lines of a stream, or of a file that somebody writes to: a line without its end waits for the rest. */
public final class GrowingFile {

    private static final long PAUSE = 200;
    private static final int BLOCK = 1 << 16;

    /** A longer line is no line of a table. */
    private static final int LONGEST = 1 << 24;

    private final Sink sink;
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
    private long number;

    private GrowingFile(Sink sink) {
        this.sink = sink;
    }

    /** Takes lines. */
    public interface Sink {
        /**
         * Takes one.
         *
         * @param number from 1
         */
        void line(long number, String line);
    }

    /** Passes the lines of a stream on until it ends; what stands behind the last end of a line is a line, too. */
    public static void stream(InputStream in, Sink sink) {
        GrowingFile lines = new GrowingFile(sink);
        byte[] block = new byte[BLOCK];
        try {
            for (int n = in.read(block); n >= 0; n = in.read(block)) lines.take(block, n);
        } catch (IOException e) {
            throw new UserError("cannot read the standard input: " + e, e);
        }
        if (lines.begun.size() > 0) lines.end();
    }

    /**
     * Passes the lines of a file on, and those that are added to it, without end. A file that is cut, or replaced by another of
     * its name, is read from its begin, with line 1; a missing one is waited for.
     *
     * @param warnings gets a word where that happens
     * @throws UserError if the file cannot be read
     */
    public static void file(Path file, Sink sink, Consumer<String> warnings) {
        try {
            while (true) {
                new GrowingFile(sink).untilReplaced(file);
                warnings.accept(file + " was cut or replaced; it is read from its begin");
                while (!Files.exists(file)) Thread.sleep(PAUSE);
            }
        } catch (IOException e) {
            throw new UserError("cannot read " + file + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void untilReplaced(Path file) throws IOException, InterruptedException {
        byte[] block = new byte[BLOCK];
        long position = 0;
        Object key = key(file);
        try (InputStream in = Files.newInputStream(file)) {
            while (true) {
                int n = in.read(block);
                if (n > 0) {
                    take(block, n);
                    position += n;
                } else {
                    if (!Files.exists(file) || Files.size(file) < position || !Objects.equals(key, key(file))) return;
                    Thread.sleep(PAUSE);
                }
            }
        } catch (NoSuchFileException e) {
            return;
        }
    }

    /** What tells the file from others of its name, null where the system does not say. */
    private static Object key(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    private void take(byte[] block, int count) {
        int from = 0;
        for (int i = 0; i < count; i++) {
            if (block[i] != '\n') continue;
            begun.write(block, from, i - from);
            end();
            from = i + 1;
        }
        begun.write(block, from, count - from);
        if (begun.size() > LONGEST) {
            throw new UserError("line " + (number + 1) + ": expected a row of a table, got more than " + LONGEST
                    + " characters without an end of the line");
        }
    }

    private void end() {
        String line = begun.toString(StandardCharsets.UTF_8);
        number++;
        boolean text = line.indexOf('\0') < 0 && (number > 1 || isUtf8());
        begun.reset();
        if (!text) {
            throw new UserError(
                    "line " + number + ": expected text in UTF-8, got other bytes; convert the data to UTF-8");
        }
        if (number == 1 && line.startsWith("\uFEFF")) line = line.substring(1);
        sink.line(number, line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
    }

    private boolean isUtf8() {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(begun.toByteArray()));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
