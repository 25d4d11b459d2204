package io.dxmi.dxdp;

import io.dxmi.gcd.train.Iteration;
import io.dxmi.gcd.train.SamplerUpdate;
import io.dxmi.samplers.engine.train.Row;
import io.dxmi.samplers.sample.RollOut;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.value.Velocity;
import java.util.List;
import java.util.Map;

/**
 * Diffusion by dynamic programming, the sampler update of DxMI (Alg. 1): fits a value function to every roll-out, then moves
 * the sampler down the cost to go of fresh steps. Nothing is back-propagated through time.
 *
 * @param velocity s_t^2 of the running cost (section 4.3), owned by this object
 * @param evaluations rows of networks evaluated per trajectory
 */
public record DxdpUpdate(Velocity velocity, ValueSteps value, SamplerSteps sampler, double evaluations)
        implements SamplerUpdate {

    @Override
    public void fitValue(Iteration now, RollOut rollOut, Row row) {
        velocity.update(rollOut);
        row.add("value", value.update(now, rollOut, velocity.squares()));
    }

    @Override
    public void update(Iteration now, List<RollOut> rollOuts, Row row) {
        row.add("sampler", sampler.update(now, rollOuts, velocity.squares()));
    }

    @Override
    public Map<String, HostTensor> state() {
        return velocity.state();
    }

    @Override
    public void restore(Map<String, HostTensor> state, String origin) {
        velocity.restore(state, origin);
    }

    @Override
    public void close() {
        velocity.close();
    }
}
