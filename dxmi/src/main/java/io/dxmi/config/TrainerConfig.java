package io.dxmi.config;

/**
 * The joint training.
 *
 * @param iterations 0 for none
 * @param batch roll-outs and data points an iteration
 * @param micro rows of a native call: larger batches are cut and their gradients added up; 0 for whole batches
 * @param tau1 weight of the entropy, per dimension
 * @param tau2 weight of the running cost, per dimension
 * @param gamma weight of the energy's squares
 * @param path what the sampler's path is kept near
 * @param velocityDecay alpha of the adaptive velocity, 0.99 in the paper; of no effect on other paths
 * @param timeCost cost of a step as such
 * @param timeCostWeight R; of no effect without a time cost
 * @param value how the value is fitted
 * @param sampler how the sampler is moved
 * @param samplerOptimizer what moves the sampler
 * @param clips the gradient's norm is scaled down to this; 0 for no clipping
 * @param beta1 Adam's decay of the gradient's mean
 * @param beta2 Adam's decay of the gradient's square
 * @param ema decay of the running average of the weights, from which everything reported comes
 * @param reportEvery iterations from one row of metrics to the next
 * @param checkpointEvery iterations from one checkpoint to the next
 */
public record TrainerConfig(
        long iterations,
        int batch,
        int micro,
        double tau1,
        double tau2,
        double gamma,
        PathKind path,
        double velocityDecay,
        TimeCost timeCost,
        double timeCostWeight,
        ValueRule value,
        SamplerRule sampler,
        Rates rates,
        Optimizer samplerOptimizer,
        PerNetwork clips,
        PerNetwork beta1,
        PerNetwork beta2,
        double ema,
        int reportEvery,
        int checkpointEvery) {

    /** The reference path measure. */
    public enum PathKind {
        FORWARD,
        BROWNIAN,
        ADAPTIVE_BROWNIAN
    }

    /** The cost of a step as such. */
    public enum TimeCost {
        NONE,
        CONSTANT,
        SIGMOID
    }

    /** How a gradient becomes a step. */
    public enum Optimizer {
        ADAM,
        /** Adam whose first steps are not divided by the gradient's size. */
        RADAM
    }

    /** One number for each trained network. */
    public record PerNetwork(double energy, double value, double sampler) {}

    public TrainerConfig {
        Require.atLeast("iterations", iterations, 0);
        Require.atLeast("batch", batch, 1);
        Require.atLeast("micro", micro, 0);
        Require.atLeast("tau1", tau1, 0);
        Require.atLeast("tau2", tau2, 0);
        Require.atLeast("gamma", gamma, 0);
        Require.within("velocity_decay", velocityDecay, 0, 1);
        Require.atLeast("time_cost_weight", timeCostWeight, 0);
        Require.atLeast("clips.energy", clips.energy(), 0);
        Require.atLeast("clips.value", clips.value(), 0);
        Require.atLeast("clips.sampler", clips.sampler(), 0);
        requireDecays("beta1", beta1);
        requireDecays("beta2", beta2);
        Require.decay("ema", ema);
        Require.atLeast("report_every", reportEvery, 1);
        Require.atLeast("checkpoint_every", checkpointEvery, 1);
    }

    private static void requireDecays(String key, PerNetwork decays) {
        Require.decay(key + ".energy", decays.energy());
        Require.decay(key + ".value", decays.value());
        Require.decay(key + ".sampler", decays.sampler());
    }
}
