package io.dxmi.build;

import ai.djl.ndarray.NDManager;
import io.dxmi.config.Config;
import io.dxmi.config.GameConfig;
import io.dxmi.gcd.negative.DataChains;
import io.dxmi.gcd.negative.Kernel;
import io.dxmi.gcd.negative.Langevin;
import io.dxmi.gcd.negative.Mala;
import io.dxmi.gcd.negative.MarkovChain;
import io.dxmi.gcd.negative.NegativeSampler;
import io.dxmi.gcd.negative.NoiseChains;
import io.dxmi.gcd.negative.NoiseSamples;
import io.dxmi.gcd.negative.PersistentChains;
import io.dxmi.gcd.negative.TrainableSampler;
import io.dxmi.samplers.sample.Chain;

/** From a configuration to what draws the negative samples. */
public final class NegativeSamplers {

    private NegativeSamplers() {}

    /** The trained sampler, or chains on the energy; the caller closes it. */
    static NegativeSampler of(NDManager root, Config config, Models models, Learners learners) {
        if (config.game() instanceof GameConfig.Chains rules) return chains(root, config, models, learners, rules);
        return new TrainableSampler(new Chain(
                root,
                models.sampler(),
                config.trainer().micro(),
                learners.sampler().orElseThrow().weights()));
    }

    private static NegativeSampler chains(
            NDManager root, Config config, Models models, Learners learners, GameConfig.Chains rules) {
        long[] shape = models.sampler().sampleShape();
        if (rules.steps() == 0) return new NoiseSamples(rules.sd());
        MarkovChain chain = new MarkovChain(
                root, models.energy(), learners.energy().weights(), kernel(rules, shape), rules.steps());
        return switch (rules.start()) {
            case DATA -> new DataChains(chain);
            case NOISE -> new NoiseChains(chain, rules.sd());
            case PERSISTENT ->
                new PersistentChains(root, chain, shape, rules.buffer(), rules.sd(), rules.restart(), config.seed());
        };
    }

    /** The chains' single step. */
    public static Kernel kernel(GameConfig.Chains rules, long[] sampleShape) {
        return switch (rules.kernel()) {
            case LANGEVIN -> new Langevin(rules.step(), Math.sqrt(2 * rules.step() * rules.temperature()));
            case MALA -> new Mala(rules.step(), sampleShape);
        };
    }
}
