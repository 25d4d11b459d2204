package io.dxmi.samplers.tensor;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.HostTensor.DType;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/**
 * Named tensors in a file of any supported format. Opening it reads names, types and shapes; values are read one tensor at
 * a time, so a file may be larger than memory.
 */
public interface TensorFile {

    /**
     * One tensor before its values are read.
     *
     * @param shape empty for a scalar
     */
    record Entry(DType dtype, long[] shape) {

        /** Number of elements. */
        public long size() {
            return Arrays.stream(shape).reduce(1, Math::multiplyExact);
        }
    }

    Path path();

    /** What kind of file it is, for people. */
    String format();

    /**
     * Tensors by name, in the order of the file. Where a file nests dictionaries, their keys are joined by {@code /}: {@code
     * state_dict/conv_in.weight}.
     */
    Map<String, Entry> entries();

    /** Numbers and short texts that lie beside the tensors, by name, as text. */
    Map<String, String> notes();

    /** What lies beside the tensors and is not read, by name: its class, or why. */
    default Map<String, String> unread() {
        return Map.of();
    }

    /**
     * Reads one tensor.
     *
     * @throws UserError if the file is damaged or has changed
     * @throws IllegalArgumentException if there is no such tensor
     */
    HostTensor read(String name);
}
