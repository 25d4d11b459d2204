package io.dxmi.gcd.negative;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.data.DataSource;
import io.dxmi.samplers.engine.Draws;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.sample.Chain;
import io.dxmi.samplers.sample.RollOut;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Negatives that a trained sampler makes of another data set: its first states are data of the source, unpaired with the
 * energy's data. An iteration takes several batches, which follow each other in the source, so that a finite set is visited
 * in epochs. Owns the chain.
 *
 * @param source of the sample's shape, with at least a batch of rows
 * @param seed of the order of the source
 * @param batches of an iteration, at least 1: the negatives' and one for each step of the sampler
 */
public record MappedSource(Chain chain, DataSource source, long seed, int batches) implements NegativeSampler {

    public MappedSource {
        if (batches < 1) throw new IllegalArgumentException("batches must be at least 1, got " + batches);
    }

    @Override
    public Negatives draw(NDManager scope, NDArray data, NDArray labels, Draws draws) {
        RollOut rollOut = rollOut(scope, data.getShape().get(0), draws, 0);
        return new Negatives(rollOut.last(), Optional.of(rollOut), Map.of());
    }

    /**
     * What becomes of a batch of the source, belonging to {@code scope}.
     *
     * @param draws of an iteration
     * @param k number of the batch in the iteration, below {@link #batches}; that of the negatives is 0
     */
    public RollOut rollOut(NDManager scope, long batch, Draws draws, int k) {
        Objects.checkIndex(k, batches);
        long[] one = source.sampleShape();
        long[] shape = new long[one.length + 1];
        shape[0] = draws.whole(batch);
        System.arraycopy(one, 0, shape, 1, one.length);
        float[] rows = source.batch(seed, draws.iteration() * batches + k, Math.toIntExact(shape[0]));
        return chain.from(scope, draws.cut(Torch.array(scope, rows, shape)), draws);
    }

    @Override
    public long evaluations() {
        return chain.sampler().steps();
    }

    @Override
    public void close() {
        chain.close();
    }
}
