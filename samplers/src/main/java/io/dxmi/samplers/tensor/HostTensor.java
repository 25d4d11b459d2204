package io.dxmi.samplers.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * An array in host memory, as it lies in a file: dtype, shape, little-endian bytes in C order.
 *
 * @param shape empty for a scalar
 * @param data exactly {@code size() * dtype.bytes} bytes; shared, not copied
 */
public record HostTensor(DType dtype, long[] shape, byte[] data) {

    /** Element types that the supported files hold. */
    public enum DType {
        F64(8),
        F32(4),
        F16(2),
        BF16(2),
        I64(8),
        I32(4),
        I16(2),
        I8(1),
        U8(1),
        BOOL(1);

        public final int bytes;

        DType(int bytes) {
            this.bytes = bytes;
        }
    }

    public HostTensor {
        long expected = size(shape) * dtype.bytes;
        if (data.length != expected) {
            throw new IllegalArgumentException(
                    dtype + " " + Arrays.toString(shape) + " needs " + expected + " bytes, got " + data.length);
        }
    }

    public static HostTensor of(float[] values, long... shape) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return new HostTensor(DType.F32, shape, bytes.array());
    }

    public static HostTensor of(double[] values, long... shape) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * 8).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asDoubleBuffer().put(values);
        return new HostTensor(DType.F64, shape, bytes.array());
    }

    public static HostTensor of(long[] values, long... shape) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * 8).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(values);
        return new HostTensor(DType.I64, shape, bytes.array());
    }

    /** Number of elements. */
    public long size() {
        return size(shape);
    }

    /** A little-endian view of the bytes. */
    public ByteBuffer buffer() {
        return ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The elements as doubles, whatever the dtype; half types are widened, booleans are 0 and 1. */
    public double[] toDoubles() {
        ByteBuffer in = buffer();
        double[] out = new double[Math.toIntExact(size())];
        for (int i = 0; i < out.length; i++) {
            out[i] = switch (dtype) {
                case F64 -> in.getDouble();
                case F32 -> in.getFloat();
                case F16 -> halfToFloat(in.getShort());
                case BF16 -> Float.intBitsToFloat(in.getShort() << 16);
                case I64 -> in.getLong();
                case I32 -> in.getInt();
                case I16 -> in.getShort();
                case I8 -> in.get();
                case U8, BOOL -> in.get() & 0xff;
            };
        }
        return out;
    }

    public float[] toFloats() {
        if (dtype == DType.F32) {
            float[] out = new float[Math.toIntExact(size())];
            buffer().asFloatBuffer().get(out);
            return out;
        }
        double[] wide = toDoubles();
        float[] out = new float[wide.length];
        for (int i = 0; i < out.length; i++) out[i] = (float) wide[i];
        return out;
    }

    /** The elements as longs; fractions are cut off. */
    public long[] toLongs() {
        if (dtype == DType.I64) {
            long[] out = new long[Math.toIntExact(size())];
            buffer().asLongBuffer().get(out);
            return out;
        }
        return Arrays.stream(toDoubles()).mapToLong(v -> (long) v).toArray();
    }

    private static long size(long[] shape) {
        long size = 1;
        for (long n : shape) size = Math.multiplyExact(size, n);
        return size;
    }

    /** IEEE 754 binary16 to float (Java 17 has no Float.float16ToFloat). */
    private static float halfToFloat(short half) {
        int sign = (half & 0x8000) << 16;
        int exponent = (half >>> 10) & 0x1f;
        int mantissa = half & 0x3ff;
        if (exponent == 0) return Math.copySign(mantissa * 0x1p-24f, Float.intBitsToFloat(sign));
        if (exponent == 31) return Float.intBitsToFloat(sign | 0x7f800000 | mantissa << 13);
        return Float.intBitsToFloat(sign | (exponent + 112) << 23 | mantissa << 13);
    }
}
