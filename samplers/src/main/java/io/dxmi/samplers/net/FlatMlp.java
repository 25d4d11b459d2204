package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import java.util.Arrays;
import java.util.List;

/**
 * A {@link LeakyReluMlp} of pictures, which it reads as rows of their values: x (B, shape) to (B, out), and as a step network, whose
 * result has as many values, to (B, shape).
 *
 * @param rows of as many inputs as the shape has values
 * @param shape (C, H, W)
 */
public record FlatMlp(LeakyReluMlp rows, long... shape) implements Network, StepNetwork {

    public FlatMlp {
        if (Arrays.stream(shape).reduce(1, Math::multiplyExact) != rows.in()) {
            throw new IllegalArgumentException(
                    "expected a network of the values of " + Arrays.toString(shape) + ", got one of " + rows.in());
        }
    }

    @Override
    public List<Parameter> parameters() {
        return rows.parameters();
    }

    @Override
    public <T> T of(Ops<T> o, Params<T> p, T x) {
        return rows.of(o, p, o.reshape(x, -1, rows.in()));
    }

    @Override
    public <T> T of(Ops<T> o, Params<T> p, T x, T time, T label, T latent) {
        return o.reshape(of(o, p, x), -1, shape[0], shape[1], shape[2]);
    }
}
