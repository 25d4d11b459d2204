package io.dxmi.gcd.negative;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.engine.Draws;
import io.dxmi.samplers.engine.SeededDraws;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.train.Pending;
import io.dxmi.samplers.engine.train.StateKeys;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Persistent contrastive divergence (Tieleman, 2008) with a replay buffer (Du and Mordatch, 2019): chains go on from where
 * earlier iterations left them, and some start anew from noise so that no region is forgotten.
 */
public final class PersistentChains implements NegativeSampler {

    private final MarkovChain chain;
    private final double sd;
    private final double restart;
    private final NDManager own;
    private NDArray buffer;

    /**
     * Fills the buffer with noise.
     *
     * @param chain owned by this object
     * @param size chains in the buffer; at least a batch
     * @param sd standard deviation of the noise that chains start from, in units of the data
     * @param restart share of the drawn chains that start anew, in [0, 1]
     * @param seed of the first noise
     */
    public PersistentChains(
            NDManager root, MarkovChain chain, long[] sampleShape, int size, double sd, double restart, long seed) {
        if (!(0 <= restart && restart <= 1)) {
            throw new IllegalArgumentException("restart must lie within [0, 1], got " + restart);
        }
        if (!(sd > 0)) throw new IllegalArgumentException("sd must be positive, got " + sd);
        this.chain = chain;
        this.sd = sd;
        this.restart = restart;
        this.own = root.newSubManager();
        long[] shape = new long[sampleShape.length + 1];
        shape[0] = size;
        System.arraycopy(sampleShape, 0, shape, 1, sampleShape.length);
        buffer = noise(own, new SeededDraws(seed).at(0), shape);
    }

    /** The same of the chains of a game. */
    public static PersistentChains of(ChainInputs chains, int size, double restart) {
        return new PersistentChains(
                chains.root(), chains.chain(), chains.sampleShape(), size, chains.noiseSd(), restart, chains.seed());
    }

    private NDArray noise(NDManager scope, Draws draws, long... shape) {
        try (NDManager inner = scope.newSubManager()) {
            NDArray noise = draws.normal(inner, "restart", shape).mul(Torch.scalar(inner, sd));
            noise.attach(scope);
            return noise;
        }
    }

    @Override
    public Negatives draw(NDManager scope, NDArray data, NDArray labels, Draws draws) {
        long batch = data.getShape().get(0);
        long size = buffer.getShape().get(0);
        if (batch > size) {
            throw new IllegalArgumentException("a buffer of " + size + " chains cannot give a batch of " + batch);
        }
        NDArray places = draws.permutation(scope, "places", size).get("0:" + batch);
        NDArray from = buffer.get(places);
        from.attach(scope);
        long fresh = restarts(draws, batch);
        if (fresh > 0) {
            long[] shape = buffer.getShape().getShape().clone(); // data may be numbers of rows
            shape[0] = fresh;
            NDArray kept = from.get(fresh + ":");
            from = noise(scope, draws, shape).concat(kept, 0);
        }
        MarkovChain.Ends ends = chain.run(scope, from, draws.seed("chain"));
        Torch.copyRows(buffer, places, ends.states());
        return new Negatives(
                ends.states(),
                Optional.empty(),
                Map.of("acceptance", ends.acceptance(), "restarts", Pending.known((double) fresh / batch)));
    }

    /** Places are drawn at random, so the first of them are as good as any. */
    private long restarts(Draws draws, long batch) {
        if (restart == 0) return 0;
        return new SplittableRandom(draws.seed("restarts"))
                .doubles(batch)
                .filter(u -> u < restart)
                .count();
    }

    /** The chains as they stand, (size, ...); belongs to this object. */
    public NDArray buffer() {
        return buffer;
    }

    @Override
    public long evaluations() {
        return chain.evaluations();
    }

    @Override
    public Map<String, HostTensor> state() {
        return Map.of(StateKeys.CHAINS, Torch.host(buffer));
    }

    @Override
    public void restore(Map<String, HostTensor> state) {
        HostTensor stored = state.get(StateKeys.CHAINS);
        if (stored == null || !Arrays.equals(stored.shape(), buffer.getShape().getShape())) {
            throw new IllegalArgumentException("expected chains of shape " + buffer.getShape() + ", got "
                    + (stored == null ? "none" : Arrays.toString(stored.shape())));
        }
        buffer.close();
        buffer = Torch.array(own, stored);
    }

    @Override
    public void close() {
        chain.close();
        own.close();
    }
}
