package io.dxmi.gcd.negative;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.data.DataSource;
import io.dxmi.samplers.engine.Draws;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.sample.Chain;
import io.dxmi.samplers.sample.RollOut;
import java.util.Map;
import java.util.Optional;

/**
 * Negatives that a trained sampler makes of another data set: its first states are data of the source, unpaired with the
 * energy's data. Owns the chain.
 *
 * @param source of the sample's shape, with at least a batch of rows
 */
public record MappedSource(Chain chain, DataSource source) implements NegativeSampler {

    @Override
    public Negatives draw(NDManager scope, NDArray data, NDArray labels, Draws draws) {
        RollOut rollOut = rollOut(scope, data.getShape().get(0), draws);
        return new Negatives(rollOut.last(), Optional.of(rollOut), Map.of());
    }

    /** What becomes of a batch of the source, belonging to {@code scope}. */
    public RollOut rollOut(NDManager scope, long batch, Draws draws) {
        long[] one = source.sampleShape();
        long[] shape = new long[one.length + 1];
        shape[0] = batch;
        System.arraycopy(one, 0, shape, 1, one.length);
        float[] rows = source.batch(draws.seed("source"), 0, Math.toIntExact(batch));
        return chain.from(scope, Torch.array(scope, rows, shape), draws);
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
