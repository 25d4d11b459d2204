package io.dxmi.jobs;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** What a worker tells its pool, as frames on its standard output; and its end. */
sealed interface Event {

    /** A job has come so far. */
    record Step(String job, String phase, long done, long total) implements Event {}

    /** A job is complete. */
    record Result(String job, byte[] content) implements Event {}

    /** The process has ended. */
    record Ended(int code) implements Event {}

    /** Reads the next frame. @throws IOException at the end of the stream, also within a frame */
    static Event read(DataInputStream in) throws IOException {
        boolean result = in.readBoolean();
        String job = in.readUTF();
        if (!result) return new Step(job, in.readUTF(), in.readLong(), in.readLong());
        byte[] content = new byte[in.readInt()];
        in.readFully(content);
        return new Result(job, content);
    }

    /** Writes a frame. */
    static void write(Event event, DataOutputStream out) throws IOException {
        if (event instanceof Result result) {
            out.writeBoolean(true);
            out.writeUTF(result.job());
            out.writeInt(result.content().length);
            out.write(result.content());
        } else if (event instanceof Step step) {
            out.writeBoolean(false);
            out.writeUTF(step.job());
            out.writeUTF(step.phase());
            out.writeLong(step.done());
            out.writeLong(step.total());
        } else {
            throw new IllegalArgumentException("the end of a process has no frame");
        }
        out.flush();
    }
}
