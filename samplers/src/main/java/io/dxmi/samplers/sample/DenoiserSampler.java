package io.dxmi.samplers.sample;

import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.net.StepNetwork;
import io.dxmi.samplers.schedule.DenoiserLevels;
import java.util.List;

/** A sampler of the probability flow: deterministic steps from one noise level to the next, with the guess of a denoiser. */
public interface DenoiserSampler extends Sampler {

    StepNetwork network();

    /** The noise levels, and what the network is fed at each of them. */
    DenoiserLevels levels();

    @Override
    default int steps() {
        return levels().steps();
    }

    @Override
    default double priorStd() {
        return levels().priorStd();
    }

    @Override
    default int classes() {
        return network().classes();
    }

    @Override
    default boolean readsNoise() {
        return false;
    }

    @Override
    default List<Parameter> parameters() {
        return network().parameters();
    }
}
