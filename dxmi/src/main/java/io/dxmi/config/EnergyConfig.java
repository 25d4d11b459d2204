package io.dxmi.config;

/**
 * The energy's network.
 *
 * @param network its kind; the next three keys size the small one
 * @param width hidden units of the MLP for points; channels of the first stage for images
 * @param depth hidden layers of the MLP; of no effect for images
 * @param features sines and cosines of points that the MLP sees beside them; 0 for none, of no effect for images
 * @param noise standard deviation of the Gaussian noise on its inputs; 0 for none
 */
public record EnergyConfig(ScalarConfig network, int width, int depth, int features, double noise) {

    public EnergyConfig {
        Require.atLeast("width", width, 1);
        Require.atLeast("depth", depth, 1);
        Require.atLeast("features", features, 0);
        Require.atLeast("noise", noise, 0);
    }
}
