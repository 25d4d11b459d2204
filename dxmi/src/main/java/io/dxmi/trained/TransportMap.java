package io.dxmi.trained;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.build.Models;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.data.DataSource;
import io.dxmi.samplers.data.ImageBatches;
import io.dxmi.samplers.engine.Draws;
import io.dxmi.samplers.engine.SeededDraws;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.net.StepNetwork;
import io.dxmi.samplers.sample.Chain;
import io.dxmi.samplers.sample.Sampler;
import io.dxmi.samplers.schedule.StepCoefficients;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** A trained transport map. Its samples are what it makes of data of its source that training never saw. All arrays are flat. */
public final class TransportMap implements Source {

    /** Rows of one native call, and numbers in them. */
    private static final int BATCH = 500;

    private static final int NUMBERS = 1_500_000;

    private final NDManager root;
    private final long[] shape;
    private final int dimensions;
    private final Chain chain;
    private final Supplier<DataSource> opening;
    private DataSource source;

    /** @param source read when it is needed, so that a run translates other data without it */
    TransportMap(NDManager root, Models models, Weights weights, Supplier<DataSource> source) {
        this.root = root;
        this.shape = models.trained().sampleShape();
        this.dimensions = Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
        this.chain = new Chain(root, models.trained(), weights);
        this.opening = source;
    }

    @Override
    public int steps() {
        return 1;
    }

    /**
     * Data number {@code first} to {@code first + n - 1} of a seed, of the set that the transport starts from, kept from its
     * training; those of a finite set come again and again.
     *
     * @return (n, sample shape)
     * @throws io.dxmi.samplers.UserError if the set cannot be read
     */
    public float[] starts(long seed, long first, int n) {
        if (source == null) source = opening.get();
        int known = (int) Math.min(first + n, source.heldOutSize());
        float[] rows = source.heldOut(seed, known);
        float[] out = new float[n * dimensions];
        for (int i = 0; i < n; i++) {
            int row = (int) ((first + i) % known);
            System.arraycopy(rows, row * dimensions, out, i * dimensions, dimensions);
        }
        return out;
    }

    /**
     * What the map makes of data.
     *
     * @param rows (n, sample shape)
     * @param seed of the noise; row i has that of number {@code first + i}
     * @return (n, sample shape)
     * @throws io.dxmi.samplers.engine.train.Diverged if a value is not finite
     */
    public float[] translate(float[] rows, long seed, long first) {
        return translate(rows, at -> new SeededDraws(seed).perRow(first + at));
    }

    /**
     * The same with given unit noise.
     *
     * @param noise (n, sample shape)
     */
    public float[] translate(float[] rows, float[] noise) {
        return translate(rows, at -> new GivenNoise(noise, at * dimensions));
    }

    private float[] translate(float[] rows, Function<Integer, Draws> draws) {
        int n = rows.length / dimensions;
        int most = Math.max(1, Math.min(BATCH, NUMBERS / dimensions));
        float[] out = new float[rows.length];
        for (int done = 0; done < n; done += most) {
            int batch = Math.min(most, n - done);
            float[] part = Arrays.copyOfRange(rows, done * dimensions, (done + batch) * dimensions);
            try (NDManager scope = root.newSubManager()) {
                NDArray x = Torch.array(scope, part, Trained.batched(batch, shape));
                float[] moved =
                        Torch.floats(chain.from(scope, x, draws.apply(done)).last());
                for (float value : moved) if (!Float.isFinite(value)) throw Trained.notFinite();
                System.arraycopy(moved, 0, out, done * dimensions, moved.length);
            }
        }
        return out;
    }

    /** Noise of the caller's, from one of its numbers on. */
    private record GivenNoise(float[] noise, int from) implements Draws {

        @Override
        public NDArray normal(NDManager scope, String purpose, long... shape) {
            int size = Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
            return Torch.array(scope, Arrays.copyOfRange(noise, from, from + size), shape);
        }

        @Override
        public long seed(String purpose) {
            throw new IllegalStateException("only noise is given, no seed: " + purpose);
        }

        @Override
        public NDArray permutation(NDManager scope, String purpose, long n) {
            throw new IllegalStateException("only noise is given, no permutation: " + purpose);
        }
    }

    @Override
    public float[] sample(long seed, long first, int n, int[] classes, Progress progress) {
        progress.begin("sample", 0, n);
        float[] out = translate(starts(seed, first, n), seed, first);
        progress.step("sample", n, Map.of());
        progress.end("sample");
        return out;
    }

    @Override
    public float[] sampleBy(StepCoefficients coefficients, long seed, int n, Progress progress) {
        throw new UnsupportedOperationException("a map has no steps of a schedule");
    }

    @Override
    public float[] sampleBy(Function<StepNetwork, Sampler> sampler, long seed, int n, Progress progress) {
        throw new UnsupportedOperationException("a map has no other solver");
    }

    @Override
    public List<float[]> paths(long seed, int n) {
        float[] starts = starts(seed, 0, n);
        return List.of(starts, translate(starts, seed, 0));
    }

    @Override
    public void close() {
        if (source instanceof ImageBatches pictures) pictures.close();
        chain.close();
    }
}
