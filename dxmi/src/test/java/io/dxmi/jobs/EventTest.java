package io.dxmi.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class EventTest {

    private static byte[] written(Event... events) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        for (Event event : events) Event.write(event, out);
        return bytes.toByteArray();
    }

    private static DataInputStream of(byte[] bytes) {
        return new DataInputStream(new ByteArrayInputStream(bytes));
    }

    /** The name of a job holds the numbers of a batch's pictures. */
    @Test
    void jobsHaveNamesOfAnyLength() throws IOException {
        String job = "bilder/ä " + "1234567,".repeat(20_000);
        DataInputStream in =
                of(written(new Event.Step(job, "features", 3, 1L << 40), new Event.Result(job, new byte[] {1, 2, 3})));
        assertThat(Event.read(in)).isEqualTo(new Event.Step(job, "features", 3, 1L << 40));
        Event.Result result = (Event.Result) Event.read(in);
        assertThat(result.job()).isEqualTo(job);
        assertThat(result.content()).containsExactly(1, 2, 3);
        assertThatThrownBy(() -> Event.read(in)).isInstanceOf(EOFException.class);
    }

    @Test
    void halfAFrameAndOtherBytesAreNoFrames() throws IOException {
        byte[] frame = written(new Event.Result("a job", new byte[1000]));
        for (int length : new int[] {0, 3, 4, 10, frame.length - 1}) {
            byte[] part = Arrays.copyOf(frame, length);
            assertThatThrownBy(() -> Event.read(of(part))).isInstanceOf(EOFException.class);
        }
        byte[] printed = "WARNING: a library prints\n".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> Event.read(of(printed))).isInstanceOf(StreamCorruptedException.class);
        byte[] negative = frame.clone();
        negative[4] = -1;
        assertThatThrownBy(() -> Event.read(of(negative))).isInstanceOf(StreamCorruptedException.class);
    }
}
