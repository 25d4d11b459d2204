package io.dxmi.samplers.engine;

/**
 * Zero channels to add to a convolution, so that libtorch's CPU kernel never reads uninitialised memory.
 *
 * <p>Measured with libtorch 2.7.1 on x86-64: with k above 1, the input gradient can be NaN when the number of outputs is
 * not a multiple of 16, and the forward pass when the number of inputs is above a few and not a multiple of 16.
 *
 * @param in channels to add to the input
 * @param out channels to add to the output
 */
record ConvPadding(long in, long out) {

    private static final int BLOCK = 16;
    /** Up to this many input channels the forward pass was clean without padding. */
    private static final int FEW = 4;

    static ConvPadding of(long[] weightShape) {
        if (weightShape.length != 4) {
            throw new IllegalArgumentException(
                    "a convolution weight has shape (out, in, k, k), got " + java.util.Arrays.toString(weightShape));
        }
        if (weightShape[2] == 1) return new ConvPadding(0, 0);
        long in = weightShape[1];
        return new ConvPadding(in <= FEW ? 0 : missing(in), missing(weightShape[0]));
    }

    /** The same for a transposed convolution, where the two passes have changed places: always to whole blocks. */
    static ConvPadding ofTransposed(long[] weightShape) {
        return new ConvPadding(missing(weightShape[1]), missing(weightShape[0]));
    }

    /** Channels to add where each is convolved by itself. */
    static long ofDepthwise(long[] weightShape) {
        return missing(weightShape[0]);
    }

    private static long missing(long channels) {
        return (BLOCK - channels % BLOCK) % BLOCK;
    }

    boolean isNone() {
        return in == 0 && out == 0;
    }
}
