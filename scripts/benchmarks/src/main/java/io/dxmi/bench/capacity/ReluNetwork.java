package io.dxmi.bench.capacity;

import java.util.List;

/** A network of ReLU layers with one output, in double arithmetic and in float arithmetic. */
record ReluNetwork(List<Layer> layers) {

    /**
     * {@code x W + c}, with a ReLU after it in every layer but the last.
     *
     * @param weights (in, out)
     * @param shifts (out)
     */
    record Layer(double[][] weights, double[] shifts) {}

    /** Hidden units. */
    int units() {
        return layers.subList(0, layers.size() - 1).stream()
                .mapToInt(layer -> layer.shifts.length)
                .sum();
    }

    double of(double[] x) {
        double[] values = x;
        for (int l = 0; l < layers.size(); l++) {
            Layer layer = layers.get(l);
            double[] next = layer.shifts.clone();
            for (int i = 0; i < values.length; i++) {
                for (int j = 0; j < next.length; j++) next[j] += values[i] * layer.weights[i][j];
            }
            for (int j = 0; j < next.length && l + 1 < layers.size(); j++) next[j] = Math.max(next[j], 0);
            values = next;
        }
        return values[0];
    }

    /** As {@link #of}, with inputs, weights and every operation rounded to float32. */
    float inFloats(double[] x) {
        float[] values = floats(x);
        for (int l = 0; l < layers.size(); l++) {
            Layer layer = layers.get(l);
            float[] next = new float[layer.shifts.length];
            for (int i = 0; i < values.length; i++) {
                for (int j = 0; j < next.length; j++) next[j] += values[i] * (float) layer.weights[i][j];
            }
            for (int j = 0; j < next.length; j++) {
                next[j] += (float) layer.shifts[j];
                if (l + 1 < layers.size()) next[j] = Math.max(next[j], 0);
            }
            values = next;
        }
        return values[0];
    }

    private static float[] floats(double[] values) {
        float[] out = new float[values.length];
        for (int i = 0; i < out.length; i++) out[i] = (float) values[i];
        return out;
    }
}
