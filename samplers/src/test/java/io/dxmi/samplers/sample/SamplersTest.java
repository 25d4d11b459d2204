package io.dxmi.samplers.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.net.ConvDenoiser;
import io.dxmi.samplers.net.FourierFeatures;
import io.dxmi.samplers.net.LeakyReluMlp;
import io.dxmi.samplers.net.Sinusoids;
import io.dxmi.samplers.net.TimeMlp;
import io.dxmi.samplers.schedule.KarrasSchedule;
import io.dxmi.samplers.schedule.Preconditioning;
import io.dxmi.samplers.schedule.Prediction;
import io.dxmi.samplers.schedule.SamplerLevels;
import io.dxmi.samplers.schedule.SubsampledDdpm;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The samplers of this package under their contract. */
class SamplersTest {

    private static final TimeMlp NETWORK = new TimeMlp(FourierFeatures.none(2), 16, 2, 2, new Sinusoids(16));
    private static final long[] POINT = {2};

    private static SamplerLevels preserving(int steps) {
        return new SamplerLevels.VariancePreserving(
                new SubsampledDdpm(steps, 700, 50, SubsampledDdpm.Spacing.QUADRATIC), Prediction.NOISE);
    }

    private static SamplerLevels exploding(int steps) {
        return new SamplerLevels.VarianceExploding(new KarrasSchedule(steps, 5, 0.1, 7, false), Preconditioning.EDM);
    }

    @Nested
    class Ddpm implements SamplerContract {
        @Override
        public Sampler sampler() {
            return SamplerKind.DDPM.of(NETWORK, POINT, preserving(4));
        }
    }

    @Nested
    class TrainedPolicy implements SamplerContract {
        @Override
        public Sampler sampler() {
            return new GaussianSampler(NETWORK, POINT, preserving(4).ancestral().withLastStd(0.03), 3);
        }
    }

    @Nested
    class Map implements SamplerContract {
        @Override
        public Sampler sampler() {
            return new MapSampler(new LeakyReluMlp(2, 16, 2, 2), POINT, false);
        }
    }

    @Nested
    class StochasticMap implements SamplerContract {
        @Override
        public Sampler sampler() {
            return new MapSampler(new LeakyReluMlp(4, 16, 2, 4), POINT, true);
        }
    }

    @Nested
    class MapOfImages implements SamplerContract {
        @Override
        public Sampler sampler() {
            return new MapSampler(new ConvDenoiser(2, 8), new long[] {1, 8, 8}, true);
        }
    }

    @Nested
    class Ddim implements SamplerContract {
        @Override
        public Sampler sampler() {
            return SamplerKind.DDIM.of(NETWORK, POINT, preserving(4));
        }
    }

    @Nested
    class Heun implements SamplerContract {
        @Override
        public Sampler sampler() {
            return SamplerKind.HEUN.of(NETWORK, POINT, exploding(4));
        }
    }

    @Nested
    class DpmSolver implements SamplerContract {
        @Override
        public Sampler sampler() {
            return SamplerKind.DPM_SOLVER.of(NETWORK, POINT, preserving(4));
        }
    }

    @Nested
    class Euler implements SamplerContract {
        @Override
        public Sampler sampler() {
            return SamplerKind.EULER.of(NETWORK, POINT, exploding(4));
        }
    }

    @Nested
    class Consistency implements SamplerContract {
        @Override
        public Sampler sampler() {
            return SamplerKind.CONSISTENCY.of(NETWORK, POINT, exploding(4));
        }
    }

    @Nested
    class OneStep implements SamplerContract {
        @Override
        public Sampler sampler() {
            return SamplerKind.DPM_SOLVER.of(NETWORK, POINT, exploding(1));
        }
    }

    @Test
    void solversAreFoundByName() {
        for (SamplerKind kind : SamplerKind.values())
            assertThat(SamplerKind.named(kind + "")).isEqualTo(kind);
        assertThatThrownBy(() -> SamplerKind.named("rk4"))
                .isInstanceOf(UserError.class)
                .hasMessage("solver must be one of ddpm, ddim, heun, dpm++, euler, consistency, got 'rk4'");
    }
}
