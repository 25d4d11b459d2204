package io.dxmi.samplers.engine;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The operators that networks, losses and samplers are written in. {@code T} is an array ({@link EagerOps}) or a symbol
 * for one ({@link ScriptOps}); both interpreters agree to rounding, forward and gradient. A third, {@code OnnxOps}, writes files without
 * gradients.
 *
 * <p>Shapes: {@code B} rows first, images are {@code (B, C, H, W)}. Binary operators broadcast as NumPy does. Numbers are
 * written as Java doubles and never become arrays that autograd could save.
 *
 * @param <T> what stands for an array
 */
public interface Ops<T> {

    /** Channels from which on images are kept {@link #channelsLast(Object, int) channels-last}. */
    int WIDE = 32;

    // ---- arithmetic -------------------------------------------------------------------------------------------------

    T add(T a, T b);

    /**
     * {@code a + b} in the memory of {@code a} where that is a convolution's result: {@code a} is not read again. b
     * broadcasts to a.
     */
    T addInPlace(T a, T b);

    T sub(T a, T b);

    T mul(T a, T b);

    /** {@code factor * a}. */
    T scale(T a, double factor);

    /** {@code a + term}. */
    T addScalar(T a, double term);

    T square(T a);

    T exp(T a);

    T log(T a);

    T sin(T a);

    T cos(T a);

    /** {@code x * sigmoid(x)}. */
    T silu(T a);

    /** {@code x Phi(x)} with the normal distribution's Phi (Hendrycks and Gimpel, 2016). */
    T gelu(T a);

    T leakyRelu(T a, double negativeSlope);

    /** {@link #leakyRelu} in the memory of {@code a}, as {@link #addInPlace} is; the slope is at least 0. */
    T leakyReluInPlace(T a, double negativeSlope);

    T tanh(T a);

    /** {@code x - log sum exp x} along the last axis. */
    T logSoftmax(T a);

    // ---- layers -----------------------------------------------------------------------------------------------------

    /** {@code x w^T + b}: x (B, ..., in), weight (out, in), bias (out). */
    T linear(T x, T weight, T bias);

    /** {@code x w^T}: x (B, ..., in), weight (out, in). */
    T linear(T x, T weight);

    /**
     * Convolution with square stride and zero padding: x (B, in, H, W), weight (out, in, k, k), bias (out).
     *
     * <p>Any width is safe: where libtorch's CPU kernel would read uninitialised memory (k above 1 with a channel count
     * that is not a multiple of 16), channels are padded inside and cut off again.
     *
     * @param shape shape of {@code weight}, needed before the array exists
     */
    T conv2d(T x, T weight, T bias, long[] shape, int stride, int padding);

    /** {@link #conv2d(Object, Object, Object, long[], int, int)} without a bias. */
    T conv2d(T x, T weight, long[] shape, int stride, int padding);

    /**
     * A convolution of each channel by itself: x (B, C, H, W), weight (C, 1, k, k), bias (C). Any number of channels is safe, as
     * with {@link #conv2d(Object, Object, Object, long[], int, int)}.
     *
     * @param shape shape of {@code weight}
     */
    T depthwiseConv2d(T x, T weight, T bias, long[] shape, int stride, int padding);

    /**
     * The same images (B, C, H, W), kept pixel by pixel in memory, and so is all that convolutions, normalisations and
     * pointwise operators make of them.
     */
    T channelsLast(T x);

    /**
     * {@link #channelsLast(Object)} where it is faster: from {@link #WIDE} channels on ({@code scripts/bench-images}); small images of
     * fewer channels are slower that way.
     */
    default T channelsLast(T x, int channels) {
        return channels >= WIDE ? channelsLast(x) : x;
    }

    /**
     * Group normalisation with gain and shift of shape (C). For channels-last x the gradient asked for must reach x:
     * libtorch 2.7.1 ends the process over that of gain and shift alone.
     */
    T groupNorm(T x, T gain, T shift, int groups, double eps);

    /** Group normalisation to mean 0 and variance 1. */
    T groupNorm(T x, int groups, double eps);

    /**
     * {@code softmax(q k^T / sqrt(D)) v}, each (B, heads, N, D): every query sees all keys. A compiled one is differentiated
     * once only.
     */
    T attention(T q, T k, T v);

    /** Products of the matrices in the last two axes; the axes before them are equal. */
    T matmul(T a, T b);

    /** Mean over 2x2 windows; odd sizes are floored. */
    T avgPool2(T x);

    /** Mean over 2x2 windows at every place: (B, C, H, W) to (B, C, H - 1, W - 1). */
    T blur2(T x);

    /** Nearest-neighbour upsampling by 2. */
    T upsample2(T x);

    /**
     * {@code conv2d(upsample2(x), weight, bias, shape, 1, 1)} for a 3x3 weight. A compiled program takes 16 instead of 36
     * multiplications for it: taps that see the same pixel are added up first.
     */
    T upsampleConv2d(T x, T weight, T bias, long[] shape);

    // ---- shape ------------------------------------------------------------------------------------------------------

    T concat(List<T> parts, int axis);

    T reshape(T x, long... shape);

    /** With two axes exchanged. */
    T transpose(T x, int a, int b);

    /** Indices {@code from} (inclusive) to {@code to} (exclusive) of one axis. */
    T slice(T x, int axis, long from, long to);

    /** Zeros around an image's last two axes: {@code before} at the top and left, {@code after} at the bottom and right. */
    T pad(T x, int before, int after);

    /** {@code table[index]} along the first axis, as {@code torch.index_select}; index int64 (B). */
    T indexSelect(T table, T index);

    /** Values (B) as (B, 1, ...) of the given rank, so that they broadcast over each sample. */
    default T perSample(T values, int rank) {
        long[] shape = new long[rank];
        Arrays.fill(shape, 1);
        shape[0] = -1;
        return reshape(values, shape);
    }

    /** Mean over everything but the first axis: (B, ...) to (B). */
    T meanPerSample(T x);

    /** Mean over the last two axes: (B, C, H, W) to (B, C). */
    T meanPixels(T x);

    /** Sum over the last two axes: (B, C, H, W) to (B, C). */
    T sumPixels(T x);

    /** Mean over everything: a scalar. */
    T mean(T x);

    /** Sum over everything: a scalar. */
    T sum(T x);

    T toFloat(T x);

    T toInt(T x);

    /** A constant vector. */
    T constant(double... values);

    /** Int64 (B) with one value in every row; B is x's first axis. */
    T fullIndex(T x, long value);

    /** {@code index + by}, still int64. */
    T increment(T index, long by);

    /** Standard normal noise of x's shape, from the seed that the program is called with; each use is its own stream. */
    T normalLike(T x);

    /** Noise of x's shape, uniform in [0, 1), drawn as {@link #normalLike} draws. */
    T uniformLike(T x);

    /**
     * Zeros in random places, the others larger by as much as that takes away on average (Srivastava et al., 2014).
     *
     * @param rate share of zeros, in [0, 1)
     */
    default T dropout(T x, double rate) {
        T dropped = less(addScalar(uniformLike(x), 1 - rate), 1); // where the noise is below the rate
        return mul(x, scale(toFloat(not(dropped)), 1 / (1 - rate))); // x first: its memory layout is kept
    }

    // ---- rows by condition ------------------------------------------------------------------------------------------

    /** Boolean (B): where {@code index == value}. */
    T equal(T index, long value);

    /** Boolean, of the index's shape: where {@code index < value}. */
    T less(T index, long value);

    T not(T mask);

    /** The rows of x where the mask holds, in order. */
    T maskedSelect(T x, T mask);

    /**
     * Inverse of two {@link #maskedSelect}: (B) with {@code whenTrue} in the rows of the mask and {@code whenFalse} in the
     * others.
     */
    T maskedScatter(T mask, T whenTrue, T whenFalse);

    // ---- gradient ---------------------------------------------------------------------------------------------------

    /** The same values, cut off from what made them. */
    T stopGradient(T x);

    /** Computes without recording anything for a gradient: cheaper than {@link #stopGradient} on a whole network. */
    T withoutGradient(Supplier<T> body);

    /**
     * Has the products of {@code body} take float32 factors under every {@link Precision}: for arithmetic that is no layer, for
     * energies and for what measures.
     */
    default <R> R exactly(Supplier<R> body) {
        return body.get();
    }

    /** A fresh leaf with x's values, for {@link #gradient}. */
    T variable(T x);

    /** Gradient of a scalar with respect to a {@link #variable}; itself a constant. */
    T gradient(T scalar, T variable);

    /** As {@link #gradient}, but may itself be differentiated, for a penalty on a gradient. Compiled programs only. */
    T differentiableGradient(T scalar, T variable);

    // ---- bounds and chains ------------------------------------------------------------------------------------------

    /** {@code log(1 + exp(a))}. */
    T softplus(T a);

    T sqrt(T a);

    /** The smaller of each pair. */
    T minimum(T a, T b);

    /** The least entry along an axis, which goes: of (N, M) along 1, (N). */
    T leastOver(T x, int axis);

    T clamp(T a, double least, double most);

    /** {@code whenTrue} where the boolean mask holds, {@code whenFalse} elsewhere; all three broadcast. */
    T where(T mask, T whenTrue, T whenFalse);

    /**
     * {@code forward(x)} of somebody else's module, whose first axis are the rows: x (B, ...). It gets a copy of its own. Without
     * rows, it is not called, and the result is (0).
     */
    T module(ScriptModule module, T x);

    /**
     * Runs {@code body} so many times over what it carries from one time to the next: a Markov chain in one program. The
     * body's own noise is new each time.
     *
     * @param carried what the first run gets; as many come out of every run
     */
    List<T> loop(int times, List<T> carried, UnaryOperator<List<T>> body);
}
