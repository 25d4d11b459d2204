package io.dxmi.jobs;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.nio.charset.StandardCharsets;

/** What a worker tells its pool, as frames on its standard output; and its end. */
sealed interface Event {

    /** First bytes of a frame: what something else prints does not begin with them. */
    int STEP = 0xD1_57_E9_01;

    int RESULT = 0xD1_57_E9_02;

    /** A job has come so far. */
    record Step(String job, String phase, long done, long total) implements Event {}

    /** A job is complete. */
    record Result(String job, byte[] content) implements Event {}

    /** The process has ended. */
    record Ended(int code) implements Event {}

    /**
     * Reads the next frame.
     *
     * @throws EOFException at the end of the stream, also within a frame
     * @throws StreamCorruptedException if the next bytes are no frame
     */
    static Event read(DataInputStream in) throws IOException {
        int kind = in.readInt();
        if (kind != STEP && kind != RESULT) {
            throw new StreamCorruptedException("expected only results on its standard output, got other bytes");
        }
        String job = new String(bytes(in), StandardCharsets.UTF_8);
        if (kind == RESULT) return new Result(job, bytes(in));
        return new Step(job, new String(bytes(in), StandardCharsets.UTF_8), in.readLong(), in.readLong());
    }

    private static byte[] bytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0) throw new StreamCorruptedException("expected a length of at least 0, got " + length);
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) throw new EOFException();
        return bytes;
    }

    /** Writes a frame. */
    static void write(Event event, DataOutputStream out) throws IOException {
        if (event instanceof Result result) {
            out.writeInt(RESULT);
            write(out, result.job().getBytes(StandardCharsets.UTF_8));
            write(out, result.content());
        } else if (event instanceof Step step) {
            out.writeInt(STEP);
            write(out, step.job().getBytes(StandardCharsets.UTF_8));
            write(out, step.phase().getBytes(StandardCharsets.UTF_8));
            out.writeLong(step.done());
            out.writeLong(step.total());
        } else {
            throw new IllegalArgumentException("the end of a process has no frame");
        }
        out.flush();
    }

    private static void write(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }
}
