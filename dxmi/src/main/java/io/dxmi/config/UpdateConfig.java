package io.dxmi.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** Where the gradient of GCD's sampler comes from. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = UpdateConfig.Pathwise.class, name = "pathwise"),
    @JsonSubTypes.Type(value = UpdateConfig.ScoreFunction.class, name = "score-function"),
    @JsonSubTypes.Type(value = UpdateConfig.Ppo.class, name = "ppo"),
    @JsonSubTypes.Type(value = UpdateConfig.Dxdp.class, name = "dxdp")
})
public sealed interface UpdateConfig {

    /** One answer for each kind. */
    interface Cases<T> {
        T pathwise(Pathwise update);

        T scoreFunction(ScoreFunction update);

        T ppo(Ppo update);

        T dxdp(Dxdp update);
    }

    <T> T by(Cases<T> cases);

    /** The energy's temperature in nats, for samples of so many dimensions. */
    double temperature(int dimensions);

    /**
     * Back-propagation through all steps.
     *
     * @param tau temperature in nats: weight of the path's cost against the energy
     */
    record Pathwise(double tau) implements UpdateConfig {
        public Pathwise {
            Require.atLeast("tau", tau, 0);
        }

        @Override
        public <T> T by(Cases<T> cases) {
            return cases.pathwise(this);
        }

        @Override
        public double temperature(int dimensions) {
            return tau;
        }
    }

    /**
     * REINFORCE with a learned baseline.
     *
     * @param tau as in {@link Pathwise}
     */
    record ScoreFunction(double tau) implements UpdateConfig {
        public ScoreFunction {
            Require.atLeast("tau", tau, 0);
        }

        @Override
        public <T> T by(Cases<T> cases) {
            return cases.scoreFunction(this);
        }

        @Override
        public double temperature(int dimensions) {
            return tau;
        }
    }

    /**
     * The same with several steps on one roll-out and clipped ratios of probabilities.
     *
     * @param tau as in {@link Pathwise}
     * @param epochs optimiser steps on each roll-out
     * @param ratioClip largest distance of a ratio from 1 that still counts
     */
    record Ppo(double tau, int epochs, double ratioClip) implements UpdateConfig {
        public Ppo {
            Require.atLeast("tau", tau, 0);
            Require.count("epochs", epochs, 1, 10_000);
            Require.within("ratio_clip", ratioClip, 0, 1);
        }

        @Override
        public <T> T by(Cases<T> cases) {
            return cases.ppo(this);
        }

        @Override
        public double temperature(int dimensions) {
            return tau;
        }
    }

    /** A value function, as in DxMI. */
    record Dxdp(
            double tau1,
            double tau2,
            PathConfig path,
            TimeCostConfig timeCost,
            ValueStepConfig valueStep,
            SamplerStepConfig samplerStep)
            implements UpdateConfig, DxdpConfig {
        public Dxdp {
            DxdpConfig.check(tau1, tau2);
        }

        @Override
        public <T> T by(Cases<T> cases) {
            return cases.dxdp(this);
        }

        @Override
        public double temperature(int dimensions) {
            return tau1 / dimensions;
        }
    }
}
