package io.dxmi.gcd.negative;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.engine.Draws;
import io.dxmi.samplers.engine.Torch;
import java.util.Map;
import java.util.Optional;

/**
 * Gaussian noise as it is: the negatives of noise-contrastive estimation.
 *
 * @param sd standard deviation, in units of the data
 */
public record NoiseSamples(double sd) implements NegativeSampler {

    public NoiseSamples {
        if (!(sd > 0)) throw new IllegalArgumentException("sd must be positive, got " + sd);
    }

    @Override
    public Negatives draw(NDManager scope, NDArray data, NDArray labels, Draws draws) {
        NDArray noise = draws.normal(scope, "noise", data.getShape().getShape());
        return new Negatives(noise.mul(Torch.scalar(scope, sd)), Optional.empty(), Map.of());
    }

    @Override
    public long evaluations() {
        return 0;
    }

    @Override
    public void close() {}
}
