package io.dxmi.build;

import ai.djl.ndarray.NDManager;
import io.dxmi.config.Config;
import io.dxmi.config.OptimizerConfig;
import io.dxmi.config.ValueConfig;
import io.dxmi.gcd.energy.Energy;
import io.dxmi.samplers.engine.Adam;
import io.dxmi.samplers.engine.Learner;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.sample.GaussianSampler;
import io.dxmi.samplers.sample.Sampler;
import java.util.List;
import java.util.Map;

/** Networks with first weights and their optimisers, as a configuration says; the caller closes each. */
record Players(NDManager root, Config config, Models models) {

    Learner sampler() {
        Adam adam = adam(config.sampler().optimizer());
        if (models.sampler().trainedSteps() > 0) {
            adam = adam.withOwnRate(
                    GaussianSampler.LOG_SIGMA, config.sampler().sigma().rate());
        }
        return learner(Sampler.NETWORK, models.sampler().parameters(), adam);
    }

    Learner energy() {
        return learner(
                Energy.NETWORK,
                models.energy().parameters(),
                adam(config.energy().optimizer()));
    }

    /** The time-dependent network under a name of the caller's. */
    Learner value(String name) {
        OptimizerConfig optimizer = ((ValueConfig.Separate) config.value()).optimizer();
        return learner(name, models.timeValue().parameters(), adam(optimizer));
    }

    private Learner learner(String name, List<Parameter> parameters, Adam adam) {
        return new Learner(
                root,
                Weights.initial(root, name, parameters, config.seed()),
                adam,
                config.trainer().microBatch());
    }

    private static Adam adam(OptimizerConfig o) {
        double clip = o.clip() == 0 ? Double.POSITIVE_INFINITY : o.clip();
        Adam adam = new Adam(o.rate(), Map.of(), o.beta1(), o.beta2(), 1e-8, clip);
        return o.kind() == OptimizerConfig.Kind.RADAM ? adam.asRectified() : adam;
    }
}
