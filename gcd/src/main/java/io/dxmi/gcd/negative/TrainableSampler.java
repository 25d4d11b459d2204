package io.dxmi.gcd.negative;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.engine.Draws;
import io.dxmi.samplers.sample.Chain;
import io.dxmi.samplers.sample.RollOut;
import java.util.Map;
import java.util.Optional;

/** Negatives from a sampler that is trained beside the energy: the generalisation of contrastive divergence (GCD). Owns the
 * chain. */
public record TrainableSampler(Chain chain) implements NegativeSampler {

    @Override
    public Negatives draw(NDManager scope, NDArray data, NDArray labels, Draws draws) {
        NDArray own = labels.duplicate(); // the roll-out outlives the iteration that the labels belong to
        own.attach(scope);
        RollOut rollOut = chain.rollOut(scope, draws, own);
        return new Negatives(rollOut.last(), Optional.of(rollOut), Map.of());
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
