package io.dxmi.gcd.negative;

import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.data.TransportProblem;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.net.FourierFeatures;
import io.dxmi.samplers.net.LeakyReluMlp;
import io.dxmi.samplers.net.StepTable;
import io.dxmi.samplers.net.TimeMlp;
import io.dxmi.samplers.sample.Chain;
import io.dxmi.samplers.sample.GaussianSampler;
import io.dxmi.samplers.sample.MapSampler;
import io.dxmi.samplers.sample.Sampler;
import io.dxmi.samplers.schedule.GeometricSchedule;
import io.dxmi.samplers.schedule.Prediction;
import io.dxmi.samplers.schedule.StepCoefficients;
import org.junit.jupiter.api.Nested;

/** The negative samplers of this module under their contract. */
class NegativeSamplerContractTest {

    private static MarkovChain chain(NDManager root, Kernel kernel) {
        return new MarkovChain(
                root, NegativeSamplerContract.ENERGY, NegativeSamplerContract.energyWeights(root), kernel, 3);
    }

    @Nested
    class FromData extends NegativeSamplerContract {
        @Override
        protected NegativeSampler create(NDManager root) {
            return new DataChains(chain(root, Langevin.of(0.1)));
        }
    }

    @Nested
    class FromNoise extends NegativeSamplerContract {
        @Override
        protected NegativeSampler create(NDManager root) {
            return new NoiseChains(chain(root, new Mala(0.1, DIMENSIONS)), 2);
        }
    }

    @Nested
    class Persistent extends NegativeSamplerContract {
        @Override
        protected NegativeSampler create(NDManager root) {
            return new PersistentChains(
                    root, chain(root, Langevin.of(0.1)), new long[] {DIMENSIONS}, 2 * BATCH, 2, 0.3, 5);
        }
    }

    @Nested
    class Noise extends NegativeSamplerContract {
        @Override
        protected NegativeSampler create(NDManager root) {
            return new NoiseSamples(2);
        }
    }

    @Nested
    class Trained extends NegativeSamplerContract {
        @Override
        protected NegativeSampler create(NDManager root) {
            int steps = 3;
            GaussianSampler policy = new GaussianSampler(
                    new TimeMlp(FourierFeatures.none(DIMENSIONS), 4, 2, DIMENSIONS, new StepTable(steps)),
                    new long[] {DIMENSIONS},
                    StepCoefficients.ddpmPosterior(new GeometricSchedule(steps, 3, 0.4), Prediction.DATA)
                            .withLastStd(0.3),
                    steps - 1);
            Weights weights = Weights.initial(root, Sampler.NETWORK, policy.parameters(), 0);
            return new TrainableSampler(new Chain(root, policy, weights));
        }
    }

    @Nested
    class Mapped extends NegativeSamplerContract {
        @Override
        protected NegativeSampler create(NDManager root) {
            MapSampler map = new MapSampler(new LeakyReluMlp(4, 8, 2, 4), new long[] {DIMENSIONS}, true);
            Weights weights = Weights.initial(root, Sampler.NETWORK, map.parameters(), 0);
            return new MappedSource(new Chain(root, map, weights), TransportProblem.CURVE.source(), 7, 1);
        }
    }
}
