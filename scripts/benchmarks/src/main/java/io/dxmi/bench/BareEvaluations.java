package io.dxmi.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.gcd.energy.Energy;
import io.dxmi.samplers.engine.Compiled;
import io.dxmi.samplers.engine.Computation;
import io.dxmi.samplers.engine.Loss;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.engine.train.Accumulation;
import io.dxmi.samplers.engine.train.Adam;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.sample.GaussianSampler;
import io.dxmi.samplers.sample.Sampler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The network evaluations of an iteration and nothing else: forward passes, slopes in x and gradients in the weights, each
 * kind in as few native calls as its steps allow; one more call an iteration and network forgets the gradient. No noise,
 * averages, buffer or bookkeeping.
 */
final class BareEvaluations implements AutoCloseable {

    private final List<Runnable> owned = new ArrayList<>();
    private final List<Work> work = new ArrayList<>();

    /** One piece of an iteration. */
    private interface Work {
        void run(NDManager scope, NDArray batch);
    }

    private BareEvaluations() {}

    /** Slopes of the energy along chains, then its gradient on data and negatives. */
    static BareEvaluations ofChains(NDManager root, Energy energy, int steps) {
        BareEvaluations bare = new BareEvaluations();
        Weights weights = Weights.initial(root, Energy.NETWORK, energy.parameters(), 0);
        Compiled slopes = bare.compiled(root, energy, steps, weights);
        bare.work.add((scope, x) -> slopes.call(scope, x));
        bare.energyGradient(root, energy, weights);
        return bare;
    }

    /** The sampler's steps forward, the energy's gradient and slope, and the sampler's steps backward. */
    static BareEvaluations ofSampler(NDManager root, Energy energy, GaussianSampler policy, int batch) {
        BareEvaluations bare = new BareEvaluations();
        Weights weights = Weights.initial(root, Energy.NETWORK, energy.parameters(), 0);
        Weights own = Weights.initial(root, Sampler.NETWORK, policy.parameters(), 0);
        Compiled forward = new Compiled(
                root,
                new Computation() {
                    @Override
                    public List<String> inputs() {
                        return List.of("x", "t");
                    }

                    @Override
                    public <T> List<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
                        return List.of(policy.network()
                                .of(
                                        o,
                                        networks.of(Sampler.NETWORK),
                                        in.get(0),
                                        in.get(1),
                                        o.fullIndex(in.get(0), 0),
                                        null));
                    }
                },
                own);
        bare.owned.add(forward::close);
        NDArray times = Torch.filled(root, batch, 1);
        bare.work.add((scope, x) -> {
            for (int t = 0; t < policy.steps(); t++) forward.call(scope, x, times);
        });
        bare.energyGradient(root, energy, weights);
        Compiled slope = bare.compiled(root, energy, 1, weights);
        bare.work.add((scope, x) -> slope.call(scope, x));
        Learner learner = new Learner(root, own, Adam.of(0));
        bare.owned.add(learner::close);
        Accumulation link = learner.compileParts(new Weighted(policy), List.of("x"));
        bare.work.add((scope, x) -> {
            for (int t = 0; t < policy.steps(); t++) link.add(scope, 1, 0, x, times);
            link.apply(0, 1); // one call that forgets the sum
        });
        return bare;
    }

    private Compiled compiled(NDManager root, Energy energy, int steps, Weights weights) {
        Compiled slopes = new Compiled(
                root,
                new Computation() {
                    @Override
                    public List<String> inputs() {
                        return List.of("x");
                    }

                    @Override
                    public <T> List<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
                        return o.loop(steps, in, x -> List.of(energy.score(o, networks.of(Energy.NETWORK), x.get(0))));
                    }
                },
                weights);
        owned.add(slopes::close);
        return slopes;
    }

    private void energyGradient(NDManager root, Energy energy, Weights weights) {
        Learner learner = new Learner(root, weights, Adam.of(0));
        owned.add(learner::close);
        Accumulation gradient = learner.compileParts(new MeanEnergy(energy), List.of());
        work.add((scope, x) -> {
            gradient.add(scope, 1, 0, x.concat(x, 0));
            gradient.apply(0, 1); // one call that forgets the sum
        });
    }

    private record MeanEnergy(Energy energy) implements Loss {
        @Override
        public List<String> inputs() {
            return List.of("x");
        }

        @Override
        public <T> Value<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
            return new Value<>(o.mean(energy.of(o, networks.of(Energy.NETWORK), in.get(0))), Map.of());
        }
    }

    private record Weighted(GaussianSampler policy) implements Loss {
        @Override
        public List<String> inputs() {
            return List.of("x", "t");
        }

        @Override
        public <T> Value<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
            T out = policy.network()
                    .of(o, networks.of(Sampler.NETWORK), in.get(0), in.get(1), o.fullIndex(in.get(0), 0), null);
            return new Value<>(o.sum(out), Map.of());
        }
    }

    void run(NDManager scope, NDArray batch) {
        for (Work one : work) one.run(scope, batch);
    }

    @Override
    public void close() {
        for (Runnable one : owned) one.run();
    }
}
