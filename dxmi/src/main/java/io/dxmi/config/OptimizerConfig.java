package io.dxmi.config;

import io.dxmi.samplers.engine.train.Adam;
import java.util.Map;

/**
 * How a network's gradient becomes a step.
 *
 * @param rate first learning rate
 * @param clip norm that gradients are scaled down to; 0 for no clipping
 * @param beta1 decay of the gradient's mean
 * @param beta2 decay of the gradient's square
 */
public record OptimizerConfig(Kind kind, double rate, double clip, double beta1, double beta2) {

    /** The rule of a step. */
    public enum Kind {
        ADAM,
        /** Rectified Adam: its first steps are not divided by the gradient's size. */
        RADAM
    }

    public OptimizerConfig {
        Require.that(kind != null, "kind must be given");
        Require.atLeast("rate", rate, 0);
        Require.atLeast("clip", clip, 0);
        Require.decay("beta1", beta1);
        Require.decay("beta2", beta2);
    }

    /** The optimiser. */
    public Adam adam() {
        Adam adam = new Adam(rate, Map.of(), beta1, beta2, 1e-8, clip == 0 ? Double.POSITIVE_INFINITY : clip);
        return kind == Kind.RADAM ? adam.asRectified() : adam;
    }
}
