package io.dxmi.tensorboard;

import io.dxmi.samplers.tensor.Protobuf;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * One event of TensorBoard (tensorflow/core/util/event.proto and framework/summary.proto) as a record of a TFRecord file:
 * length, its masked CRC-32C, the message, its masked CRC-32C.
 */
final class Event {

    // Fields of Event, Summary, Summary.Value, Image and HistogramProto.
    private static final int WALL_TIME = 1;
    private static final int STEP = 2;
    private static final int FILE_VERSION = 3;
    private static final int SUMMARY = 5;
    private static final int VALUE = 1;
    private static final int TAG = 1;
    private static final int SIMPLE_VALUE = 2;
    private static final int IMAGE = 4;
    private static final int HISTO = 5;

    /** Where the header of a PNG holds its width and its height, as big-endian integers. */
    private static final int PNG_WIDTH = 16;

    static final int PNG_HEADER = 24;
    private static final int RGB = 3;

    private Event() {}

    /** The first record of a file. */
    static byte[] version(double seconds) {
        return record(new Protobuf().number(WALL_TIME, seconds).text(FILE_VERSION, "brain.Event:2"));
    }

    /** A number of a curve. */
    static byte[] scalar(double seconds, long step, String tag, double value) {
        return summary(seconds, step, new Protobuf().text(TAG, tag).single(SIMPLE_VALUE, (float) value));
    }

    /** A picture, of the bytes of a PNG file. */
    static byte[] image(double seconds, long step, String tag, byte[] png) {
        ByteBuffer header = ByteBuffer.wrap(png, 0, PNG_HEADER);
        Protobuf image = new Protobuf()
                .whole(1, header.getInt(PNG_WIDTH + 4))
                .whole(2, header.getInt(PNG_WIDTH))
                .whole(3, RGB)
                .bytes(4, png);
        return summary(seconds, step, new Protobuf().text(TAG, tag).message(IMAGE, image));
    }

    /**
     * A histogram. Sums are those of the middles of the bins: the numbers themselves are not known.
     *
     * @param edges (bins + 1), rising
     * @param counts (bins)
     */
    static byte[] histogram(double seconds, long step, String tag, double[] edges, double[] counts) {
        double number = 0;
        double sum = 0;
        double squares = 0;
        double[] limits = new double[counts.length];
        for (int i = 0; i < counts.length; i++) {
            double middle = (edges[i] + edges[i + 1]) / 2;
            limits[i] = edges[i + 1];
            number += counts[i];
            sum += counts[i] * middle;
            squares += counts[i] * middle * middle;
        }
        Protobuf histogram = new Protobuf()
                .number(1, edges[0])
                .number(2, edges[edges.length - 1])
                .number(3, number)
                .number(4, sum)
                .number(5, squares)
                .numbers(6, limits)
                .numbers(7, counts);
        return summary(seconds, step, new Protobuf().text(TAG, tag).message(HISTO, histogram));
    }

    private static byte[] summary(double seconds, long step, Protobuf value) {
        return record(new Protobuf()
                .number(WALL_TIME, seconds)
                .whole(STEP, step)
                .message(SUMMARY, new Protobuf().message(VALUE, value)));
    }

    private static byte[] record(Protobuf event) {
        byte[] data = event.toBytes();
        byte[] length = Protobuf.little(8).putLong(data.length).array();
        return Protobuf.little(8 + 4 + data.length + 4)
                .put(length)
                .putInt(masked(length))
                .put(data)
                .putInt(masked(data))
                .array();
    }

    /** The checksum rotated and shifted, as TFRecord files hold it. */
    private static int masked(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
    }
}
