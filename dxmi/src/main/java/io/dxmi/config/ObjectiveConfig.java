package io.dxmi.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** The loss between data and samples that the energy descends. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ObjectiveConfig.Difference.class, name = "difference"),
    @JsonSubTypes.Type(value = ObjectiveConfig.Logistic.class, name = "logistic"),
    @JsonSubTypes.Type(value = ObjectiveConfig.LeastSquares.class, name = "least-squares"),
    @JsonSubTypes.Type(value = ObjectiveConfig.Ranking.class, name = "ranking"),
    @JsonSubTypes.Type(value = ObjectiveConfig.Denoising.class, name = "denoising")
})
public sealed interface ObjectiveConfig {

    /** One answer for each kind. */
    interface Cases<T> {
        T difference(Difference objective);

        T logistic(Logistic objective);

        T leastSquares(LeastSquares objective);

        T ranking(Ranking objective);

        T denoising(Denoising objective);
    }

    <T> T by(Cases<T> cases);

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
        public <T> T by(Cases<T> cases) {
            return cases.difference(this);
        }
    }

    /** Logistic regression; noise-contrastive estimation where the samples are noise of known density. */
    record Logistic() implements ObjectiveConfig {
        @Override
        public <T> T by(Cases<T> cases) {
            return cases.logistic(this);
        }
    }

    /** Regression to -1 and 1. */
    record LeastSquares() implements ObjectiveConfig {
        @Override
        public <T> T by(Cases<T> cases) {
            return cases.leastSquares(this);
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
        public <T> T by(Cases<T> cases) {
            return cases.ranking(this);
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
        public <T> T by(Cases<T> cases) {
            return cases.denoising(this);
        }
    }
}
