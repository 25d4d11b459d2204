package io.dxmi.build;

import ai.djl.ndarray.NDManager;
import io.dxmi.config.Config;
import io.dxmi.config.GameConfig;
import io.dxmi.config.KernelConfig;
import io.dxmi.dxdp.SharedRollOut;
import io.dxmi.gcd.negative.ChainInputs;
import io.dxmi.gcd.negative.Kernel;
import io.dxmi.gcd.negative.Langevin;
import io.dxmi.gcd.negative.Mala;
import io.dxmi.gcd.negative.MappedSource;
import io.dxmi.gcd.negative.MarkovChain;
import io.dxmi.gcd.negative.NegativeSampler;
import io.dxmi.gcd.negative.NoiseSamples;
import io.dxmi.gcd.negative.TrainableSampler;
import io.dxmi.samplers.data.DataSource;
import io.dxmi.samplers.engine.Seeds;
import io.dxmi.samplers.sample.Chain;

/** From a configuration to what draws the negative samples. */
public final class NegativeSamplers {

    private NegativeSamplers() {}

    /** The trained sampler, or chains on the energy; the caller closes it. */
    static NegativeSampler of(NDManager root, Config config, Models models, Learners learners) {
        if (config.game() instanceof GameConfig.Chains rules) return chains(root, config, models, learners, rules);
        if (config.game().sharesEvaluations()) {
            return new SharedRollOut(learners.sampler().orElseThrow(), models.sampler());
        }
        Chain chain = new Chain(
                root,
                models.trained(),
                config.trainer().microBatch(),
                learners.sampler().orElseThrow().weights());
        return config.game() instanceof GameConfig.Transport rules
                ? new MappedSource(chain, start(config), Seeds.mix(config.seed(), "source"), rules.mapSteps() + 1)
                : new TrainableSampler(chain);
    }

    private static DataSource start(Config config) {
        DataSource start = Data.start(config.data());
        Data.requireBatch(start, "trainer.batch", config.trainer().batch());
        return start;
    }

    private static NegativeSampler chains(
            NDManager root, Config config, Models models, Learners learners, GameConfig.Chains rules) {
        long[] shape = models.sampler().sampleShape();
        if (rules.noiseAlone()) return new NoiseSamples(rules.noiseSd());
        MarkovChain chain = new MarkovChain(
                root,
                learners.part().share(),
                models.energy(),
                learners.energy().weights(),
                kernel(rules, shape),
                rules.steps());
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
