package io.dxmi.samplers.checkpoint;

import io.dxmi.samplers.checkpoint.pickle.BadPickle;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.Arrays;

/**
 * A tensor as PyTorch stores one: a window on a storage that others may share.
 *
 * @param offset of the first element, in elements
 * @param strides elements from one index to the next, per axis; not necessarily in C order
 */
record TensorView(StorageRef storage, long offset, long[] shape, long[] strides) {

    private static final int MOST_AXES = 32;

    TensorView {
        if (storage.dtype() == null) throw new BadPickle.Unfit("a tensor of " + storage.elements());
        if (shape.length != strides.length || shape.length > MOST_AXES) {
            throw new BadPickle.Unfit("a tensor has " + shape.length + " axes and " + strides.length + " strides");
        }
        if (offset < 0
                || Arrays.stream(shape).anyMatch(n -> n < 0)
                || Arrays.stream(strides).anyMatch(n -> n < 0)) {
            throw outside(storage, offset, shape, strides);
        }
        try {
            long size = size(shape);
            if (size > 0 && Math.addExact(offset, last(shape, strides)) >= storage.size()) {
                throw outside(storage, offset, shape, strides);
            }
            // an expanded tensor repeats elements without limit, and no trained weight is one
            if (size > storage.size()) {
                throw new BadPickle.Unfit("a tensor of shape " + Arrays.toString(shape) + " repeats the "
                        + storage.size() + " values of its storage");
            }
            if (size > (Integer.MAX_VALUE - 8) / storage.dtype().bytes) {
                throw new BadPickle.Unfit("a tensor of shape " + Arrays.toString(shape) + " is larger than 2 GiB");
            }
        } catch (ArithmeticException e) {
            throw outside(storage, offset, shape, strides);
        }
    }

    private static BadPickle outside(StorageRef storage, long offset, long[] shape, long[] strides) {
        return new BadPickle.Unfit("it is damaged: a tensor of shape " + Arrays.toString(shape) + ", strides "
                + Arrays.toString(strides) + " and offset " + offset + " does not fit into its " + storage.size()
                + " values");
    }

    private static long size(long[] shape) {
        if (Arrays.stream(shape).anyMatch(n -> n == 0)) return 0;
        return Arrays.stream(shape).reduce(1, Math::multiplyExact);
    }

    private static long last(long[] shape, long[] strides) {
        long last = 0;
        for (int i = 0; i < shape.length; i++) {
            last = Math.addExact(last, Math.multiplyExact(shape[i] - 1, strides[i]));
        }
        return last;
    }

    /** Bytes of the storage before the first element. */
    long begin() {
        return offset * storage.dtype().bytes;
    }

    /** Bytes of the storage from the first element to the last one that is used. */
    long span() {
        return size(shape) == 0 ? 0 : (last(shape, strides) + 1) * storage.dtype().bytes;
    }

    /** The elements in C order, out of the bytes of {@link #span}. */
    HostTensor gather(byte[] span) {
        int width = storage.dtype().bytes;
        int size = Math.toIntExact(size(shape));
        if (span.length == size * width && isContiguous()) return new HostTensor(storage.dtype(), shape, span);
        byte[] out = new byte[size * width];
        long[] index = new long[shape.length];
        long from = 0;
        for (int i = 0; i < size; i++) {
            System.arraycopy(span, Math.toIntExact(from * width), out, i * width, width);
            for (int axis = shape.length - 1; axis >= 0; axis--) {
                from += strides[axis];
                if (++index[axis] < shape[axis]) break;
                from -= index[axis] * strides[axis];
                index[axis] = 0;
            }
        }
        return new HostTensor(storage.dtype(), shape, out);
    }

    private boolean isContiguous() {
        long step = 1;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            if (shape[axis] != 1 && strides[axis] != step) return false;
            step *= shape[axis];
        }
        return true;
    }
}
