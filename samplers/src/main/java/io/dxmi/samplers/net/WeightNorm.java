package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Params;

/** What a layer does to its weight before using it. */
public enum WeightNorm {

    /** Nothing. */
    NONE {
        @Override
        String parameter() {
            return "weight";
        }

        @Override
        <T> T weight(Ops<T> o, Params<T> p, long... shape) {
            return p.get(parameter());
        }
    },

    /**
     * Division by its largest singular value (Miyato et al., 2018), which bounds the layer's slope by 1. The value is found
     * from nothing at every use, by squaring {@code W W^T}, so there is no state beside the weight.
     */
    SPECTRAL {
        @Override
        String parameter() {
            return "weight_orig";
        }

        @Override
        <T> T weight(Ops<T> o, Params<T> p, long... shape) {
            T whole = p.get(parameter());
            T w = o.reshape(whole, shape[0], -1);
            T still = o.stopGradient(w);
            T sigma = o.exactly(() -> {
                T u = firstSingularVector(o, still, shape[0]);
                T v = unit(o, o.linear(u, o.transpose(still, 0, 1)));
                return o.sum(o.mul(o.linear(v, w), u)); // u^T W v, whose gradient is u v^T
            });
            return o.mul(whole, o.exp(o.scale(o.log(sigma), -1)));
        }
    };

    /** {@code (W W^T)^(2^SQUARINGS)} leaves the first singular vector alone where the second is 3 % smaller. */
    private static final int SQUARINGS = 7;

    /** Name of the parameter that holds the weight. */
    abstract String parameter();

    /** The weight to use. */
    abstract <T> T weight(Ops<T> o, Params<T> p, long... shape);

    private static <T> T firstSingularVector(Ops<T> o, T w, long rows) {
        T gram = o.linear(w, w);
        for (int i = 0; i < SQUARINGS; i++) {
            gram = unit(o, gram);
            gram = o.linear(gram, gram); // symmetric
        }
        double[] start = new double[Math.toIntExact(rows)];
        // no symmetry of a weight is likely to make this orthogonal to the vector sought
        for (int i = 0; i < start.length; i++) start[i] = 1 + Math.sin(1 + 3.0 * i) / 2;
        return unit(o, o.linear(o.reshape(o.constant(start), 1, rows), gram));
    }

    /** Scaled to Euclidean length 1. */
    private static <T> T unit(Ops<T> o, T a) {
        return o.mul(a, o.exp(o.scale(o.log(o.sum(o.square(a))), -0.5)));
    }
}
