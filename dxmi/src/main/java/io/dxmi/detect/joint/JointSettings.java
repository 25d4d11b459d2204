package io.dxmi.detect.joint;

import io.dxmi.samplers.UserError;

/**
 * How an energy of vectors is trained together with a sampler. Features have about unit scale, so one set of numbers serves
 * all data.
 *
 * @param trainer where the negatives come from, if there is joint training
 * @param steps T of the sampler
 * @param width hidden width of sampler and value
 * @param depth their hidden layers
 * @param pretrain iterations of the sampler alone, as a denoiser
 * @param iterations of the joint training; 0 leaves the energy as it is
 * @param batch rows an iteration
 * @param tau weight of entropy and running cost, nats per dimension
 * @param gamma weight of the squared energies
 * @param noise standard deviation of noise on the energy's inputs, in units of the features
 * @param energyRate learning rate of the energy; the value has one of its own
 * @param samplerRate learning rate of the sampler
 */
public record JointSettings(
        Trainer trainer,
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

    public JointSettings {
        if (steps < 2) throw new UserError("joint.steps must be at least 2, got " + steps);
        if (batch < 1 || width < 1 || depth < 1 || pretrain < 0 || iterations < 0) {
            throw new UserError("joint: batch, width and depth must be positive and iterations not negative, got "
                    + batch + ", " + width + ", " + depth + ", " + pretrain + " and " + iterations);
        }
    }

    /** The default fit: short and slow, since a long one against easy negatives makes the energy worse than it was at first. */
    public static JointSettings defaults() {
        return new JointSettings(Trainer.AUTO, 10, 128, 3, 1000, 150, 128, 0.01, 0.03, 0, 3e-4, 1e-4);
    }

    public JointSettings withIterations(int count) {
        return new JointSettings(
                trainer, steps, width, depth, pretrain, count, batch, tau, gamma, noise, energyRate, samplerRate);
    }

    public JointSettings withTau(double value) {
        return new JointSettings(
                trainer,
                steps,
                width,
                depth,
                pretrain,
                iterations,
                batch,
                value,
                gamma,
                noise,
                energyRate,
                samplerRate);
    }

    public JointSettings withTrainer(Trainer other) {
        return new JointSettings(
                other, steps, width, depth, pretrain, iterations, batch, tau, gamma, noise, energyRate, samplerRate);
    }

    /** The iteration from which a sampler moves; before, the energy alone is trained. */
    public int samplerFrom() {
        return iterations / 10;
    }

    /** The same with the choice of {@link Trainer#AUTO} made. */
    public JointSettings decided(boolean gains) {
        if (iterations == 0) return withTrainer(Trainer.NONE);
        return trainer != Trainer.AUTO ? this : withTrainer(gains ? Trainer.DXMI : Trainer.NONE);
    }

    /** Where negatives come from. */
    public enum Trainer {
        /** DXMI, but NONE where joint training was measured to gain nothing. */
        AUTO,
        /** A sampler that follows a value function. */
        DXMI,
        /** A sampler moved by back-propagation through its steps. */
        GCD,
        /** Persistent Langevin chains on the energy itself. */
        PCD,
        /** No joint training: the energy stays as it is. */
        NONE
    }
}
