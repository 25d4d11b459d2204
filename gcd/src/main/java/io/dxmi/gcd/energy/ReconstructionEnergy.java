package io.dxmi.gcd.energy;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.net.Network;
import java.util.ArrayList;
import java.util.List;

/**
 * How badly an autoencoder gives a sample back: {@code E(x) = exp(log_scale) |x - decode(encode(x))|^2}, the square being a
 * mean over dimensions (Yoon, Noh and Park, 2021). The scale is learned, since the error alone has no temperature.
 *
 * @param encoder x (B, ...) to (B, latents)
 * @param decoder (B, latents) to as many values as x has
 */
public record ReconstructionEnergy(Network encoder, Network decoder, LatentSpace space, int latents, double scale)
        implements Energy {

    /** Name of the scale's logarithm (1). */
    public static final String LOG_SCALE = "log_scale";

    public ReconstructionEnergy {
        if (!(scale > 0)) throw new IllegalArgumentException("scale must be positive, got " + scale);
    }

    @Override
    public List<Parameter> parameters() {
        List<Parameter> list = new ArrayList<>();
        encoder.parameters().forEach(p -> list.add(in("encoder", p)));
        decoder.parameters().forEach(p -> list.add(in("decoder", p)));
        list.add(Parameter.values(LOG_SCALE, Math.log(scale)));
        return list;
    }

    private static Parameter in(String module, Parameter p) {
        return new Parameter(module + "." + p.name(), p.shape(), p.init());
    }

    @Override
    public <T> T of(Ops<T> o, Params<T> p, T x) {
        T z = space.project(o, encoder.of(o, p.in("encoder"), x), latents);
        T back = decoder.of(o, p.in("decoder"), z);
        return o.mul(o.meanPerSample(o.square(o.sub(x, back))), o.exp(p.get(LOG_SCALE)));
    }
}
