package io.dxmi.samplers.engine;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * What a network needs to know of one of its parameters before it exists.
 *
 * @param name the name it has in the checkpoints that the network loads
 * @param shape (out, in) for linear, (out, in, k, k) for convolution weights
 */
public record Parameter(String name, long[] shape, Init init) {

    /** Initial values. */
    @FunctionalInterface
    public interface Init {
        float[] draw(RandomGenerator random, int count);
    }

    public static Parameter constant(String name, double value, long... shape) {
        return new Parameter(name, shape, (random, count) -> {
            float[] values = new float[count];
            Arrays.fill(values, (float) value);
            return values;
        });
    }

    public static Parameter values(String name, double... values) {
        return new Parameter(name, new long[] {values.length}, (random, count) -> {
            float[] out = new float[count];
            for (int i = 0; i < count; i++) out[i] = (float) values[i];
            return out;
        });
    }

    public static Parameter normal(String name, double sd, long... shape) {
        return new Parameter(name, shape, (random, count) -> {
            float[] values = new float[count];
            for (int i = 0; i < count; i++) values[i] = (float) (sd * random.nextGaussian());
            return values;
        });
    }

    /** Uniform in {@code [-1/sqrt(fanIn), 1/sqrt(fanIn))}, PyTorch's default for linear and convolution layers. */
    public static Parameter uniform(String name, long fanIn, long... shape) {
        double bound = 1 / Math.sqrt((double) fanIn);
        return new Parameter(name, shape, (random, count) -> {
            float[] values = new float[count];
            for (int i = 0; i < count; i++) values[i] = (float) (bound * (2 * random.nextDouble() - 1));
            return values;
        });
    }

    public long size() {
        return Arrays.stream(shape).reduce(1, Math::multiplyExact);
    }
}
