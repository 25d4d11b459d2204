package io.dxmi.config;

/**
 * A reward of the samples beside the energy.
 *
 * @param file TorchScript whose output is maximised, or a run whose energy is lowered; null for no reward
 * @param weight of the reward against the energy; below 0, the reward is minimised
 */
public record RewardConfig(String file, double weight) {

    public RewardConfig {
        Require.path("file", file);
        Require.within("weight", weight, -1e6, 1e6);
    }
}
