package io.dxmi.trained;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.engine.Draws;
import io.dxmi.samplers.engine.SeededDraws;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.sample.OnnxSampler;
import io.dxmi.samplers.sample.Sampler;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.LongStream;

/** The random numbers of samples, as {@link OnnxSampler} takes them. */
final class SamplerNoise {

    private static final int ROWS = 500;

    private SamplerNoise() {}

    /**
     * The numbers of samples 0 to n - 1.
     *
     * @param labels int64 (n)
     * @throws UserError if there are more than an array can hold
     */
    static Map<String, HostTensor> of(NDManager root, Sampler sampler, long seed, NDArray labels) {
        int n = Math.toIntExact(labels.size());
        long[] shape = sampler.sampleShape();
        long[] noiseShape = sampler.noiseShape();
        int d = size(shape);
        int noises = size(noiseShape);
        int steps = sampler.readsNoise() ? sampler.steps() : 0;
        long values = Math.max((long) n * d, (long) n * noises * steps);
        if (values > Integer.MAX_VALUE / Float.BYTES) {
            throw new UserError("the noise of " + n + " samples has " + values + " numbers; expected "
                    + UserError.parameter("number") + " of at most "
                    + Integer.MAX_VALUE / Float.BYTES / (values / n));
        }
        float[] first = new float[n * d];
        float[] noise = new float[n * noises * steps];
        float std = (float) sampler.priorStd();
        for (int from = 0; from < n; from += ROWS) {
            int rows = Math.min(ROWS, n - from);
            Draws draws = new SeededDraws(seed).perRow(from);
            put(root, draws, "x0", rows, shape, first, from * d);
            for (int t = 0; t < steps; t++) {
                put(root, draws, "step " + t, rows, noiseShape, noise, (t * n + from) * noises);
            }
        }
        for (int i = 0; i < first.length && std != 1; i++) first[i] *= std;
        Map<String, HostTensor> arrays = new LinkedHashMap<>();
        arrays.put(OnnxSampler.FIRST, HostTensor.of(first, with(shape, n)));
        if (steps > 0) arrays.put(OnnxSampler.NOISE, HostTensor.of(noise, with(noiseShape, steps, n)));
        if (sampler.classes() > 0) arrays.put(OnnxSampler.LABEL, Torch.host(labels));
        return arrays;
    }

    private static void put(NDManager root, Draws draws, String purpose, int rows, long[] shape, float[] into, int at) {
        try (NDManager scope = root.newSubManager()) {
            float[] part = Torch.floats(draws.normal(scope, purpose, with(shape, rows)));
            System.arraycopy(part, 0, into, at, part.length);
        }
    }

    private static int size(long[] shape) {
        return Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
    }

    private static long[] with(long[] shape, long... before) {
        return LongStream.concat(LongStream.of(before), LongStream.of(shape)).toArray();
    }
}
