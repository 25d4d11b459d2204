package io.dxmi.config;

/**
 * The energy's network.
 *
 * @param width hidden units of the MLP for points; channels of the first stage for images
 * @param depth hidden layers of the MLP; of no effect for images
 * @param noise standard deviation of the Gaussian noise on its inputs; 0 for none
 */
public record EnergyConfig(int width, int depth, double noise) {

    public EnergyConfig {
        Require.atLeast("width", width, 1);
        Require.atLeast("depth", depth, 1);
        Require.atLeast("noise", noise, 0);
    }
}
