package io.dxmi.judge;

import ai.djl.ndarray.NDManager;
import io.dxmi.build.Objectives;
import io.dxmi.config.Config;
import io.dxmi.samplers.data.DataSource;
import io.dxmi.samplers.data.FiniteSource;
import io.dxmi.samplers.data.ImageBatches;

/** The judge of a data set. */
public final class Judges {

    private Judges() {}

    /** The judge for what a configuration trains. */
    public static Judge of(Config config, DataSource data, NDManager root) {
        if (data instanceof ImageBatches pictures) return new ImageJudge(pictures, config, root);
        return config.data().imageShaped()
                ? new DigitsJudge((FiniteSource) data, config, root)
                : new PointsJudge(data, config.evaluation(), config.seed(), Objectives.temperature(config, (int)
                        data.sampleShape()[0]));
    }
}
