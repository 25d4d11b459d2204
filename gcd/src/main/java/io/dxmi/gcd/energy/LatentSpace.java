package io.dxmi.gcd.energy;

import io.dxmi.samplers.engine.Ops;

/** The space that an autoencoder's latents live in. */
public enum LatentSpace {
    /** As they come. */
    EUCLIDEAN {
        @Override
        <T> T project(Ops<T> o, T z, int dimensions) {
            return z;
        }
    },
    /** The unit sphere: scaled to norm 1. */
    SPHERE {
        @Override
        <T> T project(Ops<T> o, T z, int dimensions) {
            T squares = o.scale(o.meanPerSample(o.square(z)), dimensions);
            T inverse = o.exp(o.scale(o.log(o.addScalar(squares, TINY)), -0.5));
            return o.mul(z, o.perSample(inverse, 2));
        }
    };

    private static final double TINY = 1e-12;

    /** @param z (B, dimensions) */
    abstract <T> T project(Ops<T> o, T z, int dimensions);
}
