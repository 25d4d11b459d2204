package io.dxmi.samplers.tensor;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes one message of protocol buffers, field by field (the encoding of the language guide). These few lines serve event files and ONNX
 * files; the library protobuf-java would add 1.8 MB and generated code.
 *
 * <p>Large arrays are kept by reference and never copied, also by the messages around them.
 */
public final class Protobuf {

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    /** Arrays of fewer bytes are copied. */
    private static final int LARGE = 4096;

    /** What was written, but for the end. */
    private final List<byte[]> parts = new ArrayList<>();

    private final ByteArrayOutputStream end = new ByteArrayOutputStream();
    private long inParts;

    /** A whole number, also a boolean or a constant of an enumeration. */
    public Protobuf whole(int field, long value) {
        varint((long) field << 3 | VARINT);
        varint(value);
        return this;
    }

    /** A double. */
    public Protobuf number(int field, double value) {
        varint((long) field << 3 | FIXED64);
        end.writeBytes(little(8).putDouble(value).array());
        return this;
    }

    /** A float. */
    public Protobuf single(int field, float value) {
        varint((long) field << 3 | FIXED32);
        end.writeBytes(little(4).putFloat(value).array());
        return this;
    }

    /** A repeated field of doubles, packed. */
    public Protobuf numbers(int field, double[] values) {
        byte[] packed = new byte[8 * values.length];
        ByteBuffer.wrap(packed).order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().put(values);
        return bytes(field, packed);
    }

    /** Text in UTF-8. */
    public Protobuf text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    /** A message within this one. */
    public Protobuf message(int field, Protobuf value) {
        varint((long) field << 3 | BYTES);
        varint(value.size());
        return append(value);
    }

    /** All fields of another message. */
    public Protobuf append(Protobuf fields) {
        fields.parts.forEach(this::add);
        add(fields.end.toByteArray());
        return this;
    }

    /** Bytes; a large array must not change until the message is written. */
    public Protobuf bytes(int field, byte[] value) {
        varint((long) field << 3 | BYTES);
        varint(value.length);
        add(value);
        return this;
    }

    private void add(byte[] bytes) {
        if (bytes.length < LARGE) {
            end.writeBytes(bytes);
            return;
        }
        parts.add(end.toByteArray());
        parts.add(bytes);
        inParts += (long) end.size() + bytes.length;
        end.reset();
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            end.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        end.write((int) rest);
    }

    /** A little-endian buffer. */
    public static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Bytes of the message. */
    public long size() {
        return inParts + end.size();
    }

    public void writeTo(OutputStream out) throws IOException {
        for (byte[] part : parts) out.write(part);
        end.writeTo(out);
    }

    /** The message. @throws ArithmeticException if it has 2 GiB or more */
    public byte[] toBytes() {
        ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(size()));
        parts.forEach(all::put);
        return all.put(end.toByteArray()).array();
    }
}
