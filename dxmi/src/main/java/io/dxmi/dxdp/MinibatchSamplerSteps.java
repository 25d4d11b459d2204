package io.dxmi.dxdp;

import ai.djl.ndarray.NDArray;
import io.dxmi.gcd.train.Iteration;
import io.dxmi.samplers.engine.Draws;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.engine.train.Pending;
import io.dxmi.samplers.engine.train.Stats;
import io.dxmi.samplers.engine.train.Update;
import io.dxmi.samplers.sample.RollOut;
import java.util.ArrayList;
import java.util.List;

/** Optimiser steps on minibatches drawn without replacement over all visited states. */
public final class MinibatchSamplerSteps implements SamplerSteps {

    private final Update update;
    private final long[] noiseShape;
    private final int batch;
    private final int most;

    /**
     * Prepares the steps.
     *
     * @param batch states a step
     * @param most steps an iteration ("n_generator"); fewer if the visited states run out
     * @param others the value's and energy's weights
     */
    public MinibatchSamplerSteps(Learner sampler, SamplerLoss loss, int batch, int most, Weights... others) {
        this.update = sampler.compile(loss, others);
        this.noiseShape = loss.moves().sampler().noiseShape();
        this.batch = batch;
        this.most = most;
    }

    @Override
    public Pending<Stats> update(Iteration now, List<RollOut> rollOuts, NDArray velocity) {
        VisitedStates visited = VisitedStates.of(now.scope(), rollOuts);
        long whole = now.draws().whole(visited.size());
        NDArray order = now.draws().all().permutation(now.scope(), "sampler", whole);
        List<Pending<Stats>> all = new ArrayList<>();
        for (int i = 0; i < most && (long) i * batch < whole; i++) {
            long end = Math.min((i + 1L) * batch, whole);
            NDArray places = order.get((long) i * batch + ":" + end);
            Draws.Minibatch drawn = now.draws().minibatch(now.scope(), "sampler " + i, places, noiseShape);
            VisitedStates part = visited.rows(drawn.places());
            all.add(update.start(
                    now.scope(),
                    now.rateFactor(),
                    now.draws().seed("sampler " + i),
                    part.states(),
                    part.steps(),
                    drawn.noise(),
                    part.labels(),
                    velocity));
        }
        return Pending.all(all).map(Stats::mean);
    }
}
