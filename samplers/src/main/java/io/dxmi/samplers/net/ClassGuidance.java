package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import java.util.List;

/**
 * Classifier-free guidance (Ho and Salimans, 2022): {@code f(x) + scale (f(x, class) - f(x))}, where f(x) is the network's result
 * without a class. Two evaluations of the network for one. The scale is that of diffusers' {@code guidance_scale}: 1 is the
 * network itself, 0 the network without a class; it is 1 + w in the paper's notation.
 *
 * @param network with classes, and with a result {@link StepNetwork#withoutClass without one}
 */
public record ClassGuidance(StepNetwork network, double scale) implements StepNetwork {

    public ClassGuidance {
        if (network.withoutClass().isEmpty()) {
            throw new IllegalArgumentException("the network has no result without a class");
        }
    }

    @Override
    public List<Parameter> parameters() {
        return network.parameters();
    }

    @Override
    public int classes() {
        return network.classes();
    }

    @Override
    public int latent() {
        return network.latent();
    }

    @Override
    public <T> T of(Ops<T> o, Params<T> p, T x, T time, T label, T latent) {
        T plain = network.withoutClass().orElseThrow().of(o, p, x, time, label, latent);
        T guided = network.of(o, p, x, time, label, latent);
        return o.add(plain, o.scale(o.sub(guided, plain), scale));
    }
}
