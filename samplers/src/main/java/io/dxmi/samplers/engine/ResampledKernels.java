package io.dxmi.samplers.engine;

/**
 * The 4x4 weights of a convolution with stride 2 and padding 1, or of its transpose, that do the work of a 3x3 convolution
 * and a change of resolution beside it. Each is a sum of neighbouring weights, in each direction by itself, and all of them
 * are one matrix product, which is cheaper than pooling a great many 3x3 images.
 */
public final class ResampledKernels {

    /** Output 2j and 2j + 1, averaged, see inputs 2j - 1 to 2j + 2. */
    private static final double[][] POOLED = {{0.5, 0, 0}, {0.5, 0.5, 0}, {0, 0.5, 0.5}, {0, 0, 0.5}};

    /** Input i reaches outputs 2i - 1 to 2i + 2, by weights in the opposite order. */
    private static final double[][] UPSAMPLED = {{0, 0, 1}, {0, 1, 1}, {1, 1, 0}, {1, 0, 0}};

    private ResampledKernels() {}

    /** Of a 3x3 convolution and the mean over 2x2 windows of its result: weight (out, in, 3, 3) to (out, in, 4, 4). */
    public static <T> T pooled(Ops<T> o, T weight, long out, long in) {
        return of(o, weight, out, in, POOLED);
    }

    /** Of a 3x3 convolution of an upsampled image, for the transposed convolution: (out, in, 3, 3) to (out, in, 4, 4). */
    static <T> T upsampled(Ops<T> o, T weight, long out, long in) {
        return of(o, weight, out, in, UPSAMPLED);
    }

    private static <T> T of(Ops<T> o, T weight, long out, long in, double[][] along) {
        double[] both = new double[16 * 9];
        for (int tap = 0; tap < 16; tap++) {
            for (int k = 0; k < 9; k++) both[tap * 9 + k] = along[tap / 4][k / 3] * along[tap % 4][k % 3];
        }
        T sums = o.linear(o.reshape(weight, out * in, 9), o.reshape(o.constant(both), 16, 9));
        return o.reshape(sums, out, in, 4, 4);
    }
}
