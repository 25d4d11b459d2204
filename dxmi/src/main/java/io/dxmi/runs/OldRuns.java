package io.dxmi.runs;

import io.dxmi.build.Data;
import io.dxmi.config.Config;
import io.dxmi.config.DataConfig;
import io.dxmi.samplers.engine.train.StateKeys;
import io.dxmi.samplers.sample.Sampler;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.Map;

/** What the record of a run does not tell if version 0.1 wrote it, or if it is lost. */
final class OldRuns {

    private OldRuns() {}

    /**
     * The shape of a sample. The configuration tells it except for points of the user; for those it is the shape of the
     * bias of the sampler's last layer.
     *
     * @param state a checkpoint of the joint training
     */
    static long[] shape(Config config, Map<String, HostTensor> state) {
        HostTensor last = state.get(StateKeys.average(Sampler.NETWORK) + "out.bias");
        boolean told = config.data() instanceof DataConfig.Points && last != null;
        return told ? last.shape() : Data.shape(config.data());
    }
}
