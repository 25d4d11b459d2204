package io.dxmi.gcd.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.engine.Compiled;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.engine.train.Pending;
import io.dxmi.samplers.engine.train.Row;
import io.dxmi.samplers.engine.train.Stats;
import io.dxmi.samplers.engine.train.Update;
import io.dxmi.samplers.sample.RollOut;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Policy gradient: the gradient of {@code mean E(x_T) + tau sum_t cost_t} from the steps' log-probabilities, each weighted
 * with what the path still cost, less a learned baseline (REINFORCE, Williams 1992). Nothing is back-propagated through the
 * energy or through time. All T B states move together.
 *
 * <p>Several optimiser steps on one roll-out, with clipped ratios, are PPO (Schulman et al., 2017); with a critic for the
 * energy and tau = 0 that is shortcut fine-tuning, SFT-PG (Fan and Lee, 2023).
 */
public final class ScoreFunctionUpdate implements SamplerUpdate {

    private final Compiled returns;
    private final Update policy;
    private final Update baseline;
    private final int steps;
    private final int epochs;

    /**
     * Compiles the update.
     *
     * @param baseline of the network "baseline"; its loss descends on the same states after the policy has used it
     * @param epochs optimiser steps on each roll-out
     */
    public ScoreFunctionUpdate(
            NDManager root,
            Learner sampler,
            Learner baseline,
            PolicyGradient game,
            PolicyGradient.Objective objective,
            int epochs,
            Weights energy) {
        if (epochs < 1) throw new IllegalArgumentException("epochs must be at least 1, got " + epochs);
        this.steps = game.sampler().steps();
        this.epochs = epochs;
        this.returns = new Compiled(root, game.returns(), sampler.weights(), baseline.weights(), energy);
        this.policy = sampler.compile(game.loss(objective));
        this.baseline = baseline.compile(game.fit());
    }

    @Override
    public void update(Iteration now, List<RollOut> rollOuts, Row row) {
        RollOut rollOut = RollOuts.joined(now.scope(), rollOuts);
        NDArray states = RollOuts.stacked(now.scope(), rollOut.states().subList(0, steps));
        NDArray next = RollOuts.stacked(now.scope(), rollOut.states().subList(1, steps + 1));
        long batch = rollOut.last().getShape().get(0);
        long[] each = new long[Math.toIntExact(steps * batch)];
        for (int i = 0; i < each.length; i++) each[i] = i / batch;
        NDArray times = Torch.array(now.scope(), each, each.length);
        NDArray ends = rollOut.labels();
        NDArray labels = RollOuts.stacked(now.scope(), Collections.nCopies(steps, ends));
        List<NDArray> found = returns.call(now.scope(), states, times, next, labels, rollOut.last(), ends);
        NDArray toGo = found.get(0);
        List<Pending<Stats>> taken = new ArrayList<>();
        for (int epoch = 0; epoch < epochs; epoch++) {
            taken.add(policy.start(
                    now.scope(), now.rateFactor(), 0, states, times, next, labels, found.get(1), found.get(2)));
        }
        row.add("sampler", Pending.all(taken).map(all -> all.get(epochs - 1)));
        row.put("sampler/energy", Pending.of(found.get(3), values -> (double) values[0]));
        row.add("baseline", baseline.start(now.scope(), now.rateFactor(), 0, states, times, toGo));
    }

    @Override
    public double evaluations() {
        // returns: policy, baseline and energy; policy steps; the baseline's step
        return 2L * steps + 1 + (long) epochs * steps + steps;
    }

    @Override
    public void close() {
        returns.close();
    }
}
