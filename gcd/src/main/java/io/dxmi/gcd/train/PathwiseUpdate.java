package io.dxmi.gcd.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.gcd.energy.Energy;
import io.dxmi.gcd.path.PathCost;
import io.dxmi.samplers.engine.Compiled;
import io.dxmi.samplers.engine.Computation;
import io.dxmi.samplers.engine.Loss;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.engine.train.Accumulation;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.engine.train.Pending;
import io.dxmi.samplers.engine.train.Row;
import io.dxmi.samplers.engine.train.Stats;
import io.dxmi.samplers.sample.RollOut;
import io.dxmi.samplers.sample.Sampler;
import io.dxmi.samplers.sample.Transition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Back-propagation through all T steps: the exact gradient of {@code mean E(x_T) + tau sum_t cost_t} of the roll-outs.
 *
 * <p>From the stored states, one vector-Jacobian product per step, last step first; each step's graph is freed before the
 * next one's is made, so that memory does not grow with T times the network.
 */
public final class PathwiseUpdate implements SamplerUpdate {

    private final Compiled end;
    private final Accumulation link;
    private final int steps;

    /**
     * Compiles the update.
     *
     * @param tau weight of the path's cost against the energy: the temperature that the sampler is trained for
     */
    public PathwiseUpdate(
            NDManager root,
            Learner learner,
            Sampler sampler,
            Energy energy,
            Weights weights,
            PathCost cost,
            double tau) {
        this.steps = sampler.steps();
        this.end = new Compiled(root, new End(energy, weights.name()), weights);
        this.link = learner.compileParts(new Link(sampler, cost, tau), List.of("x"));
    }

    /** Gradient of the mean energy with respect to x_T. */
    private record End(Energy energy, String network) implements Computation {
        @Override
        public List<String> inputs() {
            return List.of("x", "label");
        }

        @Override
        public <T> List<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
            T here = o.variable(in.get(0));
            T mean = o.mean(energy.of(o, networks.of(network), here, in.get(1)));
            return List.of(o.gradient(mean, here), o.stopGradient(mean));
        }
    }

    /** One step with the gradient that comes back through x_{t+1}. */
    private record Link(Sampler sampler, PathCost cost, double tau) implements Loss {
        @Override
        public List<String> inputs() {
            return List.of("x", "t", "eps", "label", "adjoint");
        }

        @Override
        public <T> Value<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
            Params<T> p = networks.of(Sampler.NETWORK);
            Transition<T> move = sampler.step(o, p, in.get(0), in.get(1), in.get(2), in.get(3));
            T spent = o.mean(cost.of(o, p, move));
            T loss = o.sum(o.mul(move.next(), in.get(4)));
            Map<String, T> logged = new LinkedHashMap<>();
            logged.put("path_cost", spent);
            logged.put("log_sigma", o.mean(move.logStd()));
            return new Value<>(tau == 0 ? loss : o.add(loss, o.scale(spent, tau)), logged);
        }
    }

    @Override
    public void update(Iteration now, List<RollOut> rollOuts, Row row) {
        RollOut rollOut = RollOuts.joined(now.scope(), rollOuts);
        NDArray labels = rollOut.labels();
        List<NDArray> slope = end.call(now.scope(), rollOut.last(), labels);
        NDArray adjoint = slope.get(0);
        for (int t = steps - 1; t >= 0; t--) {
            NDArray time = Torch.filled(now.scope(), 1, t); // one for all rows: its embedding is looked up once
            NDArray x = rollOut.states().get(t);
            adjoint = link.add(
                            now.scope(),
                            labels.size(),
                            0,
                            x,
                            time,
                            rollOut.noises().get(t),
                            labels,
                            adjoint)
                    .get(0);
        }
        Pending<Stats> stats = link.start(now.scope(), now.rateFactor(), labels.size());
        row.put("sampler/energy", Pending.of(slope.get(1), values -> (double) values[0]));
        row.add(stats, (known, of) -> {
            known.put("sampler/path_cost", of.logged().get("path_cost") * steps);
            known.put("sampler/log_sigma", of.logged().get("log_sigma"));
            known.put("sampler/grad_norm", of.gradNorm());
        });
    }

    @Override
    public double evaluations() {
        return 1L + steps;
    }

    @Override
    public void close() {
        end.close();
    }
}
