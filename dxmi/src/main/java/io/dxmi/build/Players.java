package io.dxmi.build;

import ai.djl.ndarray.NDManager;
import io.dxmi.config.Config;
import io.dxmi.config.TrainerConfig;
import io.dxmi.gcd.energy.Energy;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.engine.train.Adam;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.sample.GaussianSampler;
import io.dxmi.samplers.sample.Sampler;
import java.util.Map;

/** Networks with first weights and their optimisers, as a configuration says; the caller closes each. */
record Players(NDManager root, Config config, Models models) {

    private TrainerConfig rules() {
        return config.trainer();
    }

    Learner sampler() {
        Adam adam = adam(
                rules().rates().sampler(),
                rules().clips().sampler(),
                rules().beta1().sampler(),
                rules().beta2().sampler());
        if (models.sampler().trainedSteps() > 0) {
            adam = adam.withOwnRate(GaussianSampler.LOG_SIGMA, rules().rates().logSigma());
        }
        if (rules().samplerOptimizer() == TrainerConfig.Optimizer.RADAM) adam = adam.asRectified();
        return new Learner(
                root,
                Weights.initial(root, Sampler.NETWORK, models.sampler().parameters(), config.seed()),
                adam,
                rules().micro());
    }

    Learner energy() {
        return new Learner(
                root,
                Weights.initial(root, Energy.NETWORK, models.energy().parameters(), config.seed()),
                adam(
                        rules().rates().energy(),
                        rules().clips().energy(),
                        rules().beta1().energy(),
                        rules().beta2().energy()),
                rules().micro());
    }

    /** The time-dependent network under a name of the caller's. */
    Learner value(String name) {
        return new Learner(
                root,
                Weights.initial(root, name, models.timeValue().parameters(), config.seed()),
                adam(
                        rules().rates().value(),
                        rules().clips().value(),
                        rules().beta1().value(),
                        rules().beta2().value()),
                rules().micro());
    }

    private static Adam adam(double rate, double clip, double beta1, double beta2) {
        return new Adam(rate, Map.of(), beta1, beta2, 1e-8, clip == 0 ? Double.POSITIVE_INFINITY : clip);
    }
}
