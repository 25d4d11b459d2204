package io.dxmi.trained;

import io.dxmi.samplers.Progress;
import io.dxmi.samplers.net.StepNetwork;
import io.dxmi.samplers.sample.Sampler;
import io.dxmi.samplers.schedule.StepCoefficients;
import java.util.List;
import java.util.function.Function;

/** Draws samples with fixed weights. All arrays are flat, one sample after the other. */
interface Source extends AutoCloseable {

    /** Steps from noise to a sample. */
    int steps();

    /**
     * Samples number {@code first} to {@code first + n - 1} of a seed; each is the same whatever the batch.
     *
     * @param classes sample i is of class {@code classes[i % length]}; empty for any
     */
    float[] sample(long seed, long first, int n, int[] classes, Progress progress);

    /** Samples of the same network under other coefficients. @throws UnsupportedOperationException without such a network */
    float[] sampleBy(StepCoefficients coefficients, long seed, int n, Progress progress);

    /** Samples of the same network by another sampler of its own. @throws UnsupportedOperationException as above */
    float[] sampleBy(Function<StepNetwork, Sampler> sampler, long seed, int n, Progress progress);

    /** One step from given states. @throws UnsupportedOperationException without a sampler of steps */
    default SamplerStep step(float[] states, int t, float[] noise) {
        throw new UnsupportedOperationException("no steps");
    }

    /** States of n trajectories, noise first, samples last. */
    List<float[]> paths(long seed, int n);

    @Override
    void close();
}
