package io.dxmi.dxdp;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.List;

/** Float32 arrays as doubles, flat. */
final class Numbers {

    private Numbers() {}

    static double[] of(NDArray array) {
        float[] values = array.toFloatArray();
        double[] out = new double[values.length];
        for (int i = 0; i < out.length; i++) out[i] = values[i];
        return out;
    }

    static double[] of(List<NDArray> arrays) {
        return arrays.stream().flatMapToDouble(a -> Arrays.stream(of(a))).toArray();
    }

    static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    static double[] reversed(double[] values) {
        double[] out = new double[values.length];
        for (int i = 0; i < out.length; i++) out[i] = values[out.length - 1 - i];
        return out;
    }
}
