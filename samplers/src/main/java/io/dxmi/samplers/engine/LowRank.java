package io.dxmi.samplers.engine;

/**
 * A frozen weight W with its adapter, applied one factor after the other: {@code W x + B (A x)}, without the product B A.
 *
 * @param weight W, (out, in) or (out, in, k, k)
 * @param a (rank, in) or (rank, in, k, k)
 * @param b (out, rank) or (out, rank, 1, 1)
 */
record LowRank<T>(T weight, T a, T b, long rank) {

    /** Adds the adapter's part to {@code y}, the frozen weight's product with x. */
    T added(Ops<T> o, T x, T y) {
        return o.add(y, o.linear(o.linear(x, a), b));
    }

    /** The same of a convolution; may overwrite y. */
    T added(Ops<T> o, T x, T y, long[] shape, int stride, int padding) {
        T low = o.conv2d(x, a, new long[] {rank, shape[1], shape[2], shape[3]}, stride, padding);
        return o.addInPlace(y, o.conv2d(low, b, new long[] {shape[0], rank, 1, 1}, 1, 0));
    }
}
