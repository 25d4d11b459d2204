package io.dxmi.gcd.negative;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.engine.Draws;
import io.dxmi.samplers.engine.Torch;
import java.util.Map;
import java.util.Optional;

/**
 * Chains that start from Gaussian noise each time (Nijkamp et al., 2019). Owns the chain.
 *
 * @param sd standard deviation of the noise, in units of the data
 */
public record NoiseChains(MarkovChain chain, double sd) implements NegativeSampler {

    public NoiseChains {
        if (!(sd > 0)) throw new IllegalArgumentException("sd must be positive, got " + sd);
    }

    @Override
    public Negatives draw(NDManager scope, NDArray data, NDArray labels, Draws draws) {
        MarkovChain.Ends ends = from(scope, draws, "chain", data.getShape().getShape());
        return new Negatives(ends.states(), Optional.empty(), Map.of("acceptance", ends.acceptance()));
    }

    /**
     * Fresh chains, run to their end.
     *
     * @param shape of the batch, (B, ...)
     */
    public MarkovChain.Ends from(NDManager scope, Draws draws, String purpose, long... shape) {
        NDArray noise = draws.normal(scope, purpose + " start", shape).mul(Torch.scalar(scope, sd));
        return chain.run(scope, noise, draws.seed(purpose));
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
