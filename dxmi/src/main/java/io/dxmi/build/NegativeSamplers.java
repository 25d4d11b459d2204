package io.dxmi.build;

import ai.djl.ndarray.NDManager;
import io.dxmi.config.Config;
import io.dxmi.config.GameConfig;
import io.dxmi.config.KernelConfig;
import io.dxmi.config.ValueStepConfig;
import io.dxmi.dxdp.SharedRollOut;
import io.dxmi.gcd.negative.ChainInputs;
import io.dxmi.gcd.negative.Kernel;
import io.dxmi.gcd.negative.Langevin;
import io.dxmi.gcd.negative.Mala;
import io.dxmi.gcd.negative.MarkovChain;
import io.dxmi.gcd.negative.NegativeSampler;
import io.dxmi.gcd.negative.NoiseSamples;
import io.dxmi.gcd.negative.TrainableSampler;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.sample.Chain;

/** From a configuration to what draws the negative samples. */
public final class NegativeSamplers {

    private NegativeSamplers() {}

    /** The trained sampler, or chains on the energy; the caller closes it. */
    static NegativeSampler of(NDManager root, Config config, Models models, Learners learners) {
        if (config.game() instanceof GameConfig.Chains rules) return chains(root, config, models, learners, rules);
        Learner sampler = learners.sampler().orElseThrow();
        boolean shared = config.game()
                .dxdp()
                .filter(rules -> rules.valueStep() instanceof ValueStepConfig.Shared)
                .isPresent();
        if (shared) return new SharedRollOut(sampler, models.sampler());
        return new TrainableSampler(
                new Chain(root, models.sampler(), config.trainer().microBatch(), sampler.weights()));
    }

    private static NegativeSampler chains(
            NDManager root, Config config, Models models, Learners learners, GameConfig.Chains rules) {
        long[] shape = models.sampler().sampleShape();
        if (rules.noiseAlone()) return new NoiseSamples(rules.noiseSd());
        MarkovChain chain = new MarkovChain(
                root, models.energy(), learners.energy().weights(), kernel(rules, shape), rules.steps());
        return rules.start().negatives(new ChainInputs(root, chain, shape, rules.noiseSd(), config.seed()));
    }

    /** The chains' single step. */
    public static Kernel kernel(GameConfig.Chains rules, long[] sampleShape) {
        double size = rules.stepSize();
        return rules.kernel() instanceof KernelConfig.Mala
                ? new Mala(size, sampleShape)
                : new Langevin(size, Math.sqrt(2 * size * rules.kernel().temperature()));
    }
}
