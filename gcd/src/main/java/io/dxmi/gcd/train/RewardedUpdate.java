package io.dxmi.gcd.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.gcd.energy.Energy;
import io.dxmi.samplers.engine.Compiled;
import io.dxmi.samplers.engine.Computation;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.engine.train.Pending;
import io.dxmi.samplers.engine.train.Row;
import io.dxmi.samplers.sample.RollOut;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.List;
import java.util.Map;

/** An update towards a reward as well, which logs the mean reward of each roll-out's samples. The reward's passes are not counted. */
public final class RewardedUpdate implements SamplerUpdate {

    private final SamplerUpdate update;
    private final Compiled reward;

    /**
     * Compiles the mean.
     *
     * @param update over the energy and the cost, owned by this object
     * @param cost the negative reward, without parameters
     */
    public RewardedUpdate(NDManager root, SamplerUpdate update, Energy cost) {
        this.update = update;
        this.reward = new Compiled(root, new Mean(cost));
    }

    private record Mean(Energy cost) implements Computation {
        @Override
        public List<String> inputs() {
            return List.of("x", "label");
        }

        @Override
        public <T> List<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
            Params<T> none = new Params<>(name -> {
                throw new IllegalArgumentException("a fixed cost reads no parameter, got " + name);
            });
            return List.of(o.scale(o.mean(cost.of(o, none, in.get(0), in.get(1))), -1));
        }
    }

    @Override
    public void fitValue(Iteration now, RollOut rollOut, Row row) {
        NDArray mean =
                reward.call(now.scope(), rollOut.last(), rollOut.labels()).get(0);
        row.put("sampler/reward", Pending.of(mean, values -> (double) values[0]));
        update.fitValue(now, rollOut, row);
    }

    @Override
    public void update(Iteration now, List<RollOut> rollOuts, Row row) {
        update.update(now, rollOuts, row);
    }

    @Override
    public double evaluations() {
        return update.evaluations();
    }

    @Override
    public Map<String, HostTensor> state() {
        return update.state();
    }

    @Override
    public void restore(Map<String, HostTensor> state, String origin) {
        update.restore(state, origin);
    }

    @Override
    public void close() {
        reward.close();
        update.close();
    }
}
