package io.dxmi.samplers.sample;

import io.dxmi.samplers.engine.Computation;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.engine.TorchScriptFile;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.net.StepNetwork;
import java.nio.file.Path;
import java.util.List;

/**
 * One step from a datum of one set to a sample of another: {@code next = x + f(x, z)}, with unit noise z that the network
 * reads beside x, or {@code next = x + f(x)}. It adds no noise of its own, so its deviation is 0 and it has no entropy.
 *
 * @param network of arrays whose first axis is twice the sample's where it reads noise (x first, z behind it; the first half
 *     of its result is f), else of the sample's shape
 * @param sampleShape (D) for points, (C, H, W) for images
 * @param stochastic whether it reads noise
 */
public record MapSampler(StepNetwork network, long[] sampleShape, boolean stochastic) implements Sampler {

    /** Shape of the arrays that the network of such a map is made for. */
    public static long[] networkShape(long[] sampleShape, boolean stochastic) {
        long[] shape = sampleShape.clone();
        if (stochastic) shape[0] *= 2;
        return shape;
    }

    public MapSampler {
        if (network.classes() > 0 || network.latent() > 0) {
            throw new IllegalArgumentException(
                    "a map reads data and noise of the data's shape, no class and no latent");
        }
    }

    /**
     * Writes {@code forward(x: Tensor, z: Tensor) -> Tensor}, or {@code forward(x: Tensor) -> Tensor} of a map without noise,
     * as a TorchScript file that runs without this toolkit; z is unit noise of x's shape (B, ...).
     *
     * @throws io.dxmi.samplers.UserError if the file cannot be written
     */
    public void export(Path file, Weights weights) {
        Computation map = new Computation() {
            @Override
            public List<String> inputs() {
                return stochastic ? List.of("x", "z") : List.of("x");
            }

            @Override
            public <T> List<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
                T x = in.get(0);
                T time = o.fullIndex(x, 0);
                T noise = stochastic ? in.get(1) : x; // a map without noise reads none
                return List.of(
                        step(o, networks.of(NETWORK), x, time, noise, time).next());
            }
        };
        TorchScriptFile.function(file, map, weights);
    }

    @Override
    public int steps() {
        return 1;
    }

    @Override
    public boolean readsNoise() {
        return stochastic;
    }

    @Override
    public List<Parameter> parameters() {
        return network.parameters();
    }

    @Override
    public <T> Transition<T> step(Ops<T> o, Params<T> p, T x, T t, T eps, T label) {
        T read = stochastic ? o.concat(List.of(x, eps), 1) : x;
        T moved = network.of(o, p, read, o.toFloat(t), label, null);
        T next = o.add(x, stochastic ? o.slice(moved, 1, 0, sampleShape[0]) : moved);
        T none = o.scale(o.meanPerSample(x), 0);
        return new Transition<>(x, next, none, none, next, t, label);
    }
}
