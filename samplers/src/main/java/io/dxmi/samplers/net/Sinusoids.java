package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.net.layer.Linear;
import io.dxmi.samplers.net.layer.UnaryLayer;
import java.util.List;

/**
 * Sines then cosines of the time at geometric frequencies, mixed by a linear layer (Ho et al., 2020): for any real time.
 *
 * @param dim number of sinusoids, even and at least 4
 */
public record Sinusoids(int dim) implements TimeEmbedding {

    public Sinusoids {
        if (dim < 4 || dim % 2 != 0) throw new IllegalArgumentException("dim must be even and at least 4, got " + dim);
    }

    @Override
    public UnaryLayer layer(String name, int width) {
        return new Linear(name, dim, width);
    }

    /** {@code [sin(t w_0) .. , cos(t w_0) ..]} with {@code w_k = 10000^(-k / (dim/2 - 1))}: (B, dim). */
    @Override
    public <T> T shared(Ops<T> o, T time) {
        double[] frequencies = new double[dim / 2];
        for (int k = 0; k < frequencies.length; k++) frequencies[k] = Math.pow(10000, -k / (dim / 2.0 - 1));
        T angles = o.mul(o.perSample(o.toFloat(time), 2), o.constant(frequencies));
        return o.concat(List.of(o.sin(angles), o.cos(angles)), 1);
    }
}
