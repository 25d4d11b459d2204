package io.dxmi.dxdp;

import io.dxmi.gcd.train.SamplerUpdate;
import io.dxmi.gcd.train.Iteration;
import io.dxmi.samplers.sample.RollOut;
import io.dxmi.value.Velocity;
import java.util.List;
import java.util.Map;

/**
 * Diffusion by dynamic programming as one of GCD's sampler updates: fits the value function to the roll-out, then moves the
 * sampler down the cost-to-go of fresh steps (DxMI, Alg. 1).
 *
 * @param velocity owned by this object
 * @param evaluations rows of networks evaluated per trajectory
 */
public record DxdpUpdate(Velocity velocity, ValueSteps value, SamplerSteps sampler, long evaluations)
        implements SamplerUpdate {

    @Override
    public void update(Iteration now, RollOut rollOut, Map<String, Double> row) {
        velocity.update(rollOut);
        Iteration iteration = new Iteration(now.scope(), now.draws(), velocity.squares(), now.rateFactor());
        value.update(iteration, rollOut).addTo(row, "value");
        sampler.update(iteration, List.of(rollOut)).addTo(row, "sampler");
    }

    @Override
    public void close() {
        velocity.close();
    }
}
