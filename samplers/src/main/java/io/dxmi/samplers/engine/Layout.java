package io.dxmi.samplers.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;

/**
 * How programs hold their arrays. What serves libtorch's kernels of the CPU costs a GPU memory and copies.
 *
 * @param channelsLast whether wide images are kept {@link Ops#channelsLast(Object, int) channels-last}
 * @param padded whether convolutions get channels of zeros, which keep the CPU's kernel off uninitialised memory
 * @param bf16 whether factors are rounded as {@link Precision#BF16} says
 */
public record Layout(boolean channelsLast, boolean padded, boolean bf16) {

    /** Also that of exported programs, which run anywhere. */
    public static final Layout CPU = new Layout(true, true, false);

    /** libtorch's own. */
    public static final Layout GPU = new Layout(false, false, false);

    private static final ConvPadding NONE = new ConvPadding(0, 0);

    /** That of the scope's device, with the {@link Precision} in use. */
    public static Layout of(NDManager scope) {
        Layout exact = of(scope.getDevice());
        return new Layout(exact.channelsLast, exact.padded, Precision.inUse() == Precision.BF16);
    }

    /** That of a device, in float32 throughout. */
    static Layout of(Device device) {
        return device.isGpu() ? GPU : CPU;
    }

    ConvPadding convolution(long... weightShape) {
        return padded ? ConvPadding.of(weightShape) : NONE;
    }

    ConvPadding transposed(long... weightShape) {
        return padded ? ConvPadding.ofTransposed(weightShape) : NONE;
    }

    /** Channels to add to each side. */
    long depthwise(long... weightShape) {
        return padded ? ConvPadding.ofDepthwise(weightShape) : 0;
    }
}
