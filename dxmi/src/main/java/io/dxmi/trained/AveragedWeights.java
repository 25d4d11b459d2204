package io.dxmi.trained;

import ai.djl.ndarray.NDManager;
import io.dxmi.build.Models;
import io.dxmi.gcd.energy.Energy;
import io.dxmi.samplers.engine.Adapters;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.engine.train.StateKeys;
import io.dxmi.samplers.engine.train.TrainingState;
import io.dxmi.samplers.sample.Sampler;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.value.ValueFunction;
import java.util.Map;

/** The averaged weights of each network in a checkpoint; every method throws a {@code UserError} if they do not fit the models. */
public final class AveragedWeights {

    private AveragedWeights() {}

    /**
     * Of the trained sampler.
     *
     * @param origin the file, named in errors
     */
    public static Weights ofSampler(NDManager root, Models models, Map<String, HostTensor> state, String origin) {
        return of(
                Sampler.NETWORK,
                Weights.initial(root, Sampler.NETWORK, models.trained().parameters(), 0),
                state,
                origin);
    }

    static Weights ofEnergy(NDManager root, Models models, Map<String, HostTensor> state, String origin) {
        return of(
                Energy.NETWORK,
                Weights.initial(root, Energy.NETWORK, models.energy().parameters(), 0),
                state,
                origin);
    }

    /** Of a value network of its own. */
    static Weights ofValue(NDManager root, Models models, Map<String, HostTensor> state, String origin) {
        Weights weights =
                Weights.initial(root, ValueFunction.NETWORK, models.timeValue().parameters(), 0);
        return of(ValueFunction.NETWORK, weights, state, origin);
    }

    private static Weights of(String network, Weights weights, Map<String, HostTensor> state, String origin) {
        weights.set(values(state, network), origin);
        return weights;
    }

    /** The averages of a network's weights by parameter, with its adapters in them if it has some; empty if there are none. */
    public static Map<String, HostTensor> values(Map<String, HostTensor> state, String network) {
        Map<String, HostTensor> averages = TrainingState.within(state, StateKeys.average(network));
        Map<String, HostTensor> frozen = TrainingState.within(state, StateKeys.frozen(network));
        return frozen.isEmpty() ? averages : Adapters.merged(frozen, averages);
    }
}
