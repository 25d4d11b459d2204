package io.dxmi.gcd.negative;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.engine.Draws;
import java.util.Map;
import java.util.Optional;

/** Short chains from the data themselves: contrastive divergence, CD-k (Hinton, 2002). Owns the chain. */
public record DataChains(MarkovChain chain) implements NegativeSampler {

    @Override
    public Negatives draw(NDManager scope, NDArray data, NDArray labels, Draws draws) {
        MarkovChain.Ends ends = chain.run(scope, data, draws.seed("chain"));
        return new Negatives(ends.states(), Optional.empty(), Map.of("acceptance", ends.acceptance()));
    }

    @Override
    public long evaluations() {
        return chain.evaluations();
    }

    @Override
    public void close() {
        chain.close();
    }
}
