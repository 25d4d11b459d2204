package io.dxmi.gcd.energy;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.net.layer.Block;
import io.dxmi.samplers.net.layer.Learned;
import io.dxmi.samplers.net.layer.Linear;
import java.util.ArrayList;
import java.util.List;

/**
 * Reconstruction error of an autoencoder whose code lies on the unit sphere (Yoon, Noh and Park, 2021; DxMI, section 5.3):
 * {@code E(x) = c^2 / D |x - decode(encode(x) / |encode(x)|)|^2}, c learned. x (B, dimensions).
 *
 * @param dimensions D, 272 for the features of the paper
 * @param width of the hidden layers, 1024 in the paper
 * @param depth hidden layers on each side, 3 in the paper
 * @param code dimensions of the sphere's space, 128 in the paper
 */
public record AutoencoderEnergy(int dimensions, int width, int depth, int code) implements Energy {

    private static final String LOG_SCALE = "log_scale";
    private static final double SLOPE = 0.01;
    private static final double TINY = 1e-12;

    public AutoencoderEnergy {
        if (dimensions < 1 || width < 1 || depth < 1 || code < 1) {
            throw new IllegalArgumentException(
                    "sizes must be positive, got " + dimensions + ", " + width + ", " + depth + " and " + code);
        }
    }

    private final class Layers extends Block {

        final List<Linear> encoder = half("encoder", dimensions, code);
        final List<Linear> decoder = half("decoder", code, dimensions);
        final Learned logScale = add(new Learned(Parameter.constant(LOG_SCALE, 0, 1)));

        Layers() {
            super("");
        }

        private List<Linear> half(String name, int in, int out) {
            List<Linear> half = new ArrayList<>();
            for (int i = 0; i <= depth; i++) {
                half.add(add(new Linear(name + "." + i, i == 0 ? in : width, i == depth ? out : width)));
            }
            return half;
        }
    }

    @Override
    public List<Parameter> parameters() {
        return new Layers().parameters();
    }

    @Override
    public <T> T of(Ops<T> o, Params<T> p, T x) {
        T error = o.meanPerSample(o.square(o.sub(x, reconstruction(o, p, x))));
        return o.mul(error, o.exp(o.scale(new Layers().logScale.of(p), 2)));
    }

    /** What the code keeps of x, (B, dimensions). */
    public <T> T reconstruction(Ops<T> o, Params<T> p, T x) {
        Layers layers = new Layers();
        T z = run(o, p, layers.encoder, x);
        T meanSquare = o.addScalar(o.meanPerSample(o.square(z)), TINY);
        T inverse = o.scale(o.exp(o.scale(o.log(meanSquare), -0.5)), 1 / Math.sqrt(code));
        return run(o, p, layers.decoder, o.mul(z, o.perSample(inverse, 2)));
    }

    private <T> T run(Ops<T> o, Params<T> p, List<Linear> half, T x) {
        T h = x;
        for (Linear linear : half.subList(0, depth)) h = o.leakyRelu(linear.of(o, p, h), SLOPE);
        return half.get(depth).of(o, p, h);
    }
}
