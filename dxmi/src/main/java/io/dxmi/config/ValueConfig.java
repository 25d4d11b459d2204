package io.dxmi.config;

/**
 * The value function.
 *
 * @param network of its own; of no effect if the energy's serves
 * @param width of its own network, as in {@link EnergyConfig}; of no effect if the energy's network serves
 * @param depth of its own network
 * @param features sines and cosines of points that the MLP sees beside them; 0 for none, of no effect for images
 */
public record ValueConfig(Kind kind, TimeScalarConfig network, int width, int depth, int features) {

    /** Whether the energy's network also is the value. */
    public enum Kind {
        /** Own networks for both. */
        SEPARATE,
        /** One time-dependent network, read at t = T as the energy. */
        SHARED,
        /** One network, and the same value at every time. */
        SHARED_TIME_INDEPENDENT
    }

    public ValueConfig {
        Require.atLeast("width", width, 1);
        Require.atLeast("depth", depth, 1);
        Require.atLeast("features", features, 0);
    }
}
