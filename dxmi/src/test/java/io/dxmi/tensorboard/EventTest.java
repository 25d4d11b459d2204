package io.dxmi.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.dxmi.samplers.tensor.Protobuf;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Records as TensorFlow writes them; {@code scripts/check-tensorboard} has TensorBoard read a whole file. */
class EventTest {

    /** The first twelve bytes of every event file: the length 24 and its masked checksum. */
    @Test
    void theFirstRecordBeginsAsThatOfEveryEventFile() {
        byte[] record = Event.version(0);
        assertThat(HexFormat.of().formatHex(record, 0, 12)).isEqualTo("1800000000000000a37f4b22");
        assertThat(new String(record, 23, 13, StandardCharsets.US_ASCII)).isEqualTo("brain.Event:2");
        assertThat(record).hasSize(12 + 24 + 4);
    }

    /** Encodings of the language guide: field 1, 150 is 08 96 01; a float of 1 is 00 00 80 3f. */
    @Test
    void fieldsAreThoseOfProtocolBuffers() {
        assertThat(HexFormat.of().formatHex(new Protobuf().whole(1, 150).toBytes()))
                .isEqualTo("089601");
        assertThat(HexFormat.of().formatHex(new Protobuf().text(2, "testing").toBytes()))
                .isEqualTo("120774657374696e67");
        assertThat(HexFormat.of().formatHex(new Protobuf().single(2, 1).toBytes()))
                .isEqualTo("150000803f");
        assertThat(HexFormat.of()
                        .formatHex(new Protobuf().numbers(7, new double[] {1}).toBytes()))
                .isEqualTo("3a08000000000000f03f");
    }
}
