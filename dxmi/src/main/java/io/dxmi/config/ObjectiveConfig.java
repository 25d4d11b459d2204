package io.dxmi.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.dxmi.gcd.energy.Energy;
import io.dxmi.gcd.objective.ClassContrastiveLoss;
import io.dxmi.gcd.objective.ContrastiveLoss;
import io.dxmi.gcd.objective.DenoisingScoreLoss;
import io.dxmi.gcd.objective.LeastSquaresLoss;
import io.dxmi.gcd.objective.LogisticLoss;
import io.dxmi.gcd.objective.ObjectiveInputs;
import io.dxmi.gcd.objective.RankingLoss;
import io.dxmi.gcd.objective.TransformLoss;
import io.dxmi.samplers.engine.Loss;
import java.util.Optional;

/** The loss between data and samples that the energy descends. A kind holds its keys and makes its loss. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ObjectiveConfig.Difference.class, name = "difference"),
    @JsonSubTypes.Type(value = ObjectiveConfig.Logistic.class, name = "logistic"),
    @JsonSubTypes.Type(value = ObjectiveConfig.LeastSquares.class, name = "least-squares"),
    @JsonSubTypes.Type(value = ObjectiveConfig.Ranking.class, name = "ranking"),
    @JsonSubTypes.Type(value = ObjectiveConfig.Denoising.class, name = "denoising"),
    @JsonSubTypes.Type(value = ObjectiveConfig.Transform.class, name = "c-transform")
})
public sealed interface ObjectiveConfig {

    /** The loss. */
    Loss loss(ObjectiveInputs over);

    /**
     * The temperature at which {@code exp(-E / temperature)} is to be the data's density, nats; empty where the energy is a
     * ratio of densities or a critic.
     *
     * @param game temperature of the game
     * @param noiseKnown whether the density of the negatives is known
     */
    Optional<Double> temperature(double game, boolean noiseKnown);

    /**
     * Difference of the means.
     *
     * @param gamma weight of the energies' squares
     */
    record Difference(double gamma) implements ObjectiveConfig {
        public Difference {
            Require.atLeast("gamma", gamma, 0);
        }

        @Override
        public Loss loss(ObjectiveInputs over) {
            ContrastiveLoss contrast = new ContrastiveLoss(over.taught(), Energy.NETWORK, gamma);
            return over.taught().classes() > 0 ? new ClassContrastiveLoss(contrast) : contrast;
        }

        @Override
        public Optional<Double> temperature(double game, boolean noiseKnown) {
            return Optional.of(game);
        }
    }

    /** Logistic regression; noise-contrastive estimation where the samples are noise of known density. */
    record Logistic() implements ObjectiveConfig {
        @Override
        public Loss loss(ObjectiveInputs over) {
            return new LogisticLoss(over.taught(), Energy.NETWORK, over.noise());
        }

        @Override
        public Optional<Double> temperature(double game, boolean noiseKnown) {
            return noiseKnown ? Optional.of(game) : Optional.empty();
        }
    }

    /** Regression to -1 and 1. */
    record LeastSquares() implements ObjectiveConfig {
        @Override
        public Loss loss(ObjectiveInputs over) {
            return new LeastSquaresLoss(over.taught(), Energy.NETWORK);
        }

        @Override
        public Optional<Double> temperature(double game, boolean noiseKnown) {
            return Optional.empty();
        }
    }

    /**
     * Noise-contrastive estimation by ranking.
     *
     * @param negatives of each datum; divides {@code trainer.batch}
     */
    record Ranking(int negatives) implements ObjectiveConfig {
        public Ranking {
            Require.atLeast("negatives", negatives, 1);
        }

        @Override
        public Loss loss(ObjectiveInputs over) {
            return new RankingLoss(over.taught(), Energy.NETWORK, over.noise(), negatives);
        }

        @Override
        public Optional<Double> temperature(double game, boolean noiseKnown) {
            return noiseKnown ? Optional.of(game) : Optional.empty();
        }
    }

    /**
     * Denoising score matching, which reads no samples.
     *
     * @param noiseSd standard deviation of the noise that is removed
     */
    record Denoising(double noiseSd) implements ObjectiveConfig {
        public Denoising {
            Require.above("noise_sd", noiseSd, 0);
        }

        @Override
        public Loss loss(ObjectiveInputs over) {
            return new DenoisingScoreLoss(over.energy(), Energy.NETWORK, noiseSd, over.sampleShape());
        }

        @Override
        public Optional<Double> temperature(double game, boolean noiseKnown) {
            return Optional.of(1.0); // its slope is the data's
        }
    }

    /**
     * The c-transform of a critic of the Wasserstein distance, which reads its inputs without noise.
     *
     * @param candidates over which the transform takes its minimum
     */
    record Transform(Candidates candidates) implements ObjectiveConfig {

        /** The points among which the c-transform looks for the least. */
        public enum Candidates {
            DATA,
            BOTH
        }

        public Transform {
            Require.that(candidates != null, "candidates must be given");
        }

        @Override
        public Loss loss(ObjectiveInputs over) {
            boolean bothSides = candidates == Candidates.BOTH;
            return new TransformLoss(over.energy(), Energy.NETWORK, bothSides, over.sampleShape());
        }

        @Override
        public Optional<Double> temperature(double game, boolean noiseKnown) {
            return Optional.empty();
        }
    }
}
