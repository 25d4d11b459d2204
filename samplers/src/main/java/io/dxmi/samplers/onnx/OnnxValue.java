package io.dxmi.samplers.onnx;

import io.dxmi.samplers.tensor.HostTensor.DType;

/**
 * An array in a graph.
 *
 * @param rank number of axes
 */
public record OnnxValue(String name, Kind kind, int rank) {

    /** Types of elements, with their numbers in ONNX's {@code TensorProto.DataType}. */
    public enum Kind {
        FLOAT(1),
        INT64(7),
        BOOL(9),
        DOUBLE(11);

        final int code;

        Kind(int code) {
            this.code = code;
        }

        /** The kind of arrays in memory. @throws IllegalArgumentException if graphs hold none of that type */
        public static Kind of(DType type) {
            return switch (type) {
                case F32 -> FLOAT;
                case F64 -> DOUBLE;
                case I64 -> INT64;
                case BOOL -> BOOL;
                default -> throw new IllegalArgumentException("a graph holds no arrays of " + type);
            };
        }
    }
}
