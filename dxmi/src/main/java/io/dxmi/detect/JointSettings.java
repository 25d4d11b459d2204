package io.dxmi.detect;

import io.dxmi.samplers.run.UserError;

/**
 * How an energy of vectors is trained together with a sampler. Features have about unit scale, so one set of numbers serves
 * all data.
 *
 * @param steps T of the sampler
 * @param width hidden width of sampler and value
 * @param depth their hidden layers
 * @param pretrain iterations of the sampler alone, as a denoiser
 * @param iterations of the joint game; 0 leaves the energy as it begins
 * @param batch rows an iteration
 * @param tau weight of entropy and running cost, nats per dimension
 * @param gamma weight of the squared energies
 * @param noise standard deviation of noise on the energy's inputs, in units of the features
 * @param energyRate learning rate of the energy; the value has one of its own
 * @param samplerRate learning rate of the sampler
 */
public record JointSettings(
        int steps,
        int width,
        int depth,
        int pretrain,
        int iterations,
        int batch,
        double tau,
        double gamma,
        double noise,
        double energyRate,
        double samplerRate) {

    private static final int GENTLE_ITERATIONS = 150;
    private static final double GENTLE_RATE = 0.3;

    public JointSettings {
        if (steps < 2) throw new UserError("joint.steps must be at least 2, got " + steps);
        if (batch < 1 || width < 1 || depth < 1 || pretrain < 0 || iterations < 0) {
            throw new UserError("joint: batch, width and depth must be positive and iterations not negative, got "
                    + batch + ", " + width + ", " + depth + ", " + pretrain + " and " + iterations);
        }
    }

    /** The game of the default fit. */
    public static JointSettings defaults() {
        return new JointSettings(10, 128, 3, 1000, 500, 128, 0.01, 0.03, 0, 1e-3, 1e-4);
    }

    public JointSettings withIterations(int count) {
        return new JointSettings(
                steps, width, depth, pretrain, count, batch, tau, gamma, noise, energyRate, samplerRate);
    }

    /**
     * For data in groups with gaps, such as digits or pictures: there the metric between near points matters, and a long
     * game against easy negatives unlearns it.
     */
    JointSettings gentle() {
        int fewer = Math.min(iterations, GENTLE_ITERATIONS);
        double slower = GENTLE_RATE * energyRate;
        return new JointSettings(steps, width, depth, pretrain, fewer, batch, tau, gamma, noise, slower, samplerRate);
    }

    public JointSettings withTau(double value) {
        return new JointSettings(
                steps, width, depth, pretrain, iterations, batch, value, gamma, noise, energyRate, samplerRate);
    }
}
