package io.dxmi.samplers.tensor;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.HostTensor.DType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What an array says about itself at the start of a {@code .npy} member, NumPy format versions 1 to 3.
 *
 * @param offset number of bytes before the data
 * @param shape empty for a scalar
 * @param fortran whether the first index runs fastest in the data
 */
record NpyHeader(DType dtype, long[] shape, boolean fortran, int offset) {

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

    /** Room for 64 dimensions; a longer header holds a structured type, which is refused anyway. */
    private static final int MAX_HEADER = 4096;

    private static final Pattern DICT = Pattern.compile("\\s*\\{\\s*'descr':\\s*(?<descr>.+?)\\s*,"
            + "\\s*'fortran_order':\\s*(?<fortran>True|False)\\s*,"
            + "\\s*'shape':\\s*\\((?<shape>[\\d,\\s]*)\\)\\s*,?\\s*\\}\\s*");

    /**
     * Reads the header and leaves {@code in} at the first byte of the data.
     *
     * @param where names the file and the array in error messages
     * @throws UserError unless it is an array of a known type
     */
    static NpyHeader read(InputStream in, String where) throws IOException {
        byte[] start = in.readNBytes(8);
        if (!startsWithMagic(start) || start.length < 8) throw new UserError(where + ": expected a .npy array");
        int version = start[6];
        if (version < 1 || version > 3) {
            throw new UserError(where + ": expected .npy format 1 to 3, got " + version);
        }
        int lengthBytes = version == 1 ? 2 : 4;
        long length = unsigned(in.readNBytes(lengthBytes), lengthBytes, where);
        if (length > MAX_HEADER) {
            throw new UserError(where + ": expected a header of at most " + MAX_HEADER + " bytes, got " + length);
        }
        byte[] text = in.readNBytes((int) length);
        if (text.length < length) throw truncated(where);
        Matcher dict = DICT.matcher(new String(text, StandardCharsets.UTF_8));
        if (!dict.matches()) throw new UserError(where + ": cannot read the .npy header");
        int offset = 8 + lengthBytes + (int) length;
        boolean fortran = dict.group("fortran").equals("True");
        return new NpyHeader(dtype(dict.group("descr"), where), shape(dict.group("shape"), where), fortran, offset);
    }

    /** The data in C order. */
    byte[] ordered(byte[] data) {
        if (!fortran || shape.length < 2) return data;
        byte[] out = new byte[data.length];
        int[] strides = new int[shape.length];
        int stride = dtype.bytes;
        for (int axis = 0; axis < shape.length; axis++) {
            strides[axis] = stride;
            stride = (int) (stride * shape[axis]);
        }
        long[] index = new long[shape.length];
        int from = 0;
        for (int to = 0; to < out.length; to += dtype.bytes) {
            System.arraycopy(data, from, out, to, dtype.bytes);
            for (int axis = shape.length - 1; axis >= 0; axis--) {
                from += strides[axis];
                if (++index[axis] < shape[axis]) break;
                from -= (int) (index[axis] * strides[axis]);
                index[axis] = 0;
            }
        }
        return out;
    }

    /** The bytes before the data, version 1, padded so that the data starts at a multiple of 64. */
    static byte[] write(DType dtype, long[] shape) {
        String dims = Arrays.stream(shape).mapToObj(Long::toString).collect(Collectors.joining(", "));
        if (shape.length == 1) dims += ",";
        String dict = "{'descr': '" + descr(dtype) + "', 'fortran_order': False, 'shape': (" + dims + "), }";
        int length = (10 + dict.length() + 1 + 63) / 64 * 64 - 10;
        ByteBuffer out = ByteBuffer.allocate(10 + length).order(ByteOrder.LITTLE_ENDIAN);
        out.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) length);
        out.put(dict.getBytes(StandardCharsets.US_ASCII));
        while (out.remaining() > 1) out.put((byte) ' ');
        return out.put((byte) '\n').array();
    }

    static boolean startsWithMagic(byte[] bytes) {
        return bytes.length >= MAGIC.length && Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    }

    static UserError truncated(String where) {
        return new UserError(where + ": is truncated");
    }

    /** Number of bytes of the data, as the shape says. */
    long dataBytes(String where) {
        long bytes = dtype.bytes;
        try {
            for (long n : shape) bytes = Math.multiplyExact(bytes, n);
        } catch (ArithmeticException e) {
            throw new UserError(where + ": shape " + Arrays.toString(shape) + " is too large", e);
        }
        return bytes;
    }

    /**
     * The number of bytes of the data.
     *
     * @param length of the whole member or file
     * @throws UserError unless that is what follows the header
     */
    long requireLength(long length, String where) {
        long expected = dataBytes(where);
        long present = length - offset;
        if (expected != present) {
            throw new UserError(where + ": " + dtype + " " + Arrays.toString(shape) + " needs " + expected
                    + " bytes of data, the file holds " + present);
        }
        return expected;
    }

    private static long unsigned(byte[] bytes, int expected, String where) {
        if (bytes.length < expected) throw truncated(where);
        long value = 0;
        for (int i = expected - 1; i >= 0; i--) value = (value << 8) | (bytes[i] & 0xff);
        return value;
    }

    private static long[] shape(String dims, String where) {
        try {
            return Arrays.stream(dims.split(","))
                    .map(String::strip)
                    .filter(n -> !n.isEmpty())
                    .mapToLong(Long::parseLong)
                    .toArray();
        } catch (NumberFormatException e) {
            throw new UserError(where + ": cannot read the shape (" + dims + ")", e);
        }
    }

    private static DType dtype(String descr, String where) {
        return switch (descr) {
            case "'<f8'" -> DType.F64;
            case "'<f4'" -> DType.F32;
            case "'<f2'" -> DType.F16;
            case "'<i8'" -> DType.I64;
            case "'<i4'" -> DType.I32;
            case "'<i2'" -> DType.I16;
            case "'|i1'" -> DType.I8;
            case "'|u1'" -> DType.U8;
            case "'|b1'" -> DType.BOOL;
            default ->
                throw new UserError(
                        where + ": expected little-endian f2, f4, f8, i1, i2, i4, i8, u1 or b1, got dtype " + descr);
        };
    }

    private static String descr(DType dtype) {
        return switch (dtype) {
            case F64 -> "<f8";
            case F32 -> "<f4";
            case F16 -> "<f2";
            case I64 -> "<i8";
            case I32 -> "<i4";
            case I16 -> "<i2";
            case I8 -> "|i1";
            case U8 -> "|u1";
            case BOOL -> "|b1";
            case BF16 -> throw new IllegalArgumentException(".npy has no bfloat16; widen to F32 first");
        };
    }
}
