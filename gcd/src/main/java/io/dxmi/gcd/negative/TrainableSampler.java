package io.dxmi.gcd.negative;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.engine.Draws;
import io.dxmi.samplers.sample.Chain;
import io.dxmi.samplers.sample.RollOut;
import java.util.Map;
import java.util.Optional;

/** Negatives from a sampler that is trained beside the energy: what makes contrastive divergence generalised (GCD). */
public record TrainableSampler(Chain chain) implements NegativeSampler {

    @Override
    public Negatives draw(NDManager scope, NDArray data, Draws draws) {
        RollOut rollOut =
                chain.rollOut(scope, draws, Math.toIntExact(data.getShape().get(0)));
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
