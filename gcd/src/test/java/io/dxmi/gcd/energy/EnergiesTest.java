package io.dxmi.gcd.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.engine.SeededDraws;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.net.ConvScalar;
import io.dxmi.samplers.net.FourierFeatures;
import io.dxmi.samplers.net.Mlp;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Closed-form energies have their values, and every score is downhill by the right amount. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EnergiesTest {

    private NDManager root;

    @BeforeAll
    void open() {
        root = Torch.open();
    }

    @AfterAll
    void close() {
        root.close();
    }

    private Weights first(Energy energy) {
        return Weights.initial(root, Energy.NETWORK, energy.parameters(), 1);
    }

    @Test
    void aMixtureIsItsNegativeLogDensity() {
        MixtureEnergy energy = new MixtureEnergy(new double[][] {{1, 0}, {-1, 2}}, 0.5);
        Weights weights = first(energy);
        Map<String, HostTensor> values = new LinkedHashMap<>(weights.toHost());
        values.put(MixtureEnergy.LOGITS, HostTensor.of(new float[] {(float) Math.log(3), 0}, 2));
        weights.set(values, "test");
        double[][] at = {{0.3, 0.7}, {-2, 1}, {4, 4}};
        try (EnergyFunction function = new EnergyFunction(root, energy, weights);
                NDManager scope = root.newSubManager()) {
            float[] e = function.of(scope, Torch.array(scope, new float[] {0.3f, 0.7f, -2, 1, 4, 4}, 3, 2))
                    .toFloatArray();
            for (int i = 0; i < 3; i++) {
                double p = 0.75 * normal(at[i][0] - 1, at[i][1]) + 0.25 * normal(at[i][0] + 1, at[i][1] - 2);
                assertThat((double) e[i]).isCloseTo(-Math.log(p), within(2e-5 * Math.max(1, e[i])));
            }
        }
    }

    private static double normal(double dx, double dy) {
        return Math.exp(-(dx * dx + dy * dy) / (2 * 0.25)) / (2 * Math.PI * 0.25);
    }

    @Test
    void theSphereForgetsTheSizeOfALatent() {
        Mlp net = new Mlp(FourierFeatures.none(2), 4, 1, 3);
        Mlp back = new Mlp(FourierFeatures.none(3), 4, 1, 2);
        for (LatentSpace space : LatentSpace.values()) {
            ReconstructionEnergy energy = new ReconstructionEnergy(net, back, space, 3, 1);
            Weights weights = first(energy);
            Map<String, HostTensor> values = new LinkedHashMap<>(weights.toHost());
            for (String name : new String[] {"encoder.fc2.weight", "encoder.fc2.bias"}) {
                float[] larger = values.get(name).toFloats();
                for (int i = 0; i < larger.length; i++) larger[i] *= 7;
                values.put(name, HostTensor.of(larger, values.get(name).shape()));
            }
            float[] before = energies(energy, weights);
            weights.set(values, "test");
            if (space == LatentSpace.SPHERE)
                assertThat(energies(energy, weights)).containsExactly(before, within(1e-5f));
            else assertThat(energies(energy, weights)[0]).isNotCloseTo(before[0], within(1e-3f));
        }
    }

    private float[] energies(Energy energy, Weights weights) {
        try (EnergyFunction function = new EnergyFunction(root, energy, weights);
                NDManager scope = root.newSubManager()) {
            return function.of(scope, Torch.array(scope, new float[] {0.5f, -1, 2, 0.1f}, 2, 2))
                    .toFloatArray();
        }
    }

    @Test
    void scoresPointDownhill() {
        Energy points = new GaussianBase(new NetworkEnergy(new Mlp(new FourierFeatures(2, 4, 1), 8, 2, 1)), 3, 2);
        assertScore(points, 2);
        assertScore(new MixtureEnergy(new double[][] {{1, 0}, {-1, 2}}, 0.9), 2);
        assertScore(new NetworkEnergy(new ConvScalar(1, 4, 16)), 1, 4, 4);
    }

    /** A difference over 2 h = 0.02 in float32: rounding of 1e-7 E / h, curvature of h^2. */
    private void assertScore(Energy energy, long... sampleShape) {
        double h = 0.01;
        long[] shape = new long[sampleShape.length + 1];
        shape[0] = 16;
        System.arraycopy(sampleShape, 0, shape, 1, sampleShape.length);
        try (EnergyFunction function = new EnergyFunction(root, energy, first(energy));
                NDManager scope = root.newSubManager()) {
            NDArray x = new SeededDraws(2).at(0).normal(scope, "x", shape);
            NDArray way = new SeededDraws(2).at(0).normal(scope, "way", shape);
            NDArray step = way.mul(Torch.scalar(scope, h));
            float[] up = function.of(scope, x.add(step)).toFloatArray();
            float[] down = function.of(scope, x.sub(step)).toFloatArray();
            float[] score = function.score(scope, x).toFloatArray();
            float[] w = way.toFloatArray();
            int d = score.length / 16;
            for (int i = 0; i < 16; i++) {
                double along = 0;
                for (int k = 0; k < d; k++) along += (double) score[i * d + k] * w[i * d + k];
                assertThat(-(up[i] - down[i]) / (2 * h)).isCloseTo(along, within(0.01 * (1 + Math.abs(along))));
            }
        }
    }

    /** 5 x in one dimension under a bound of 2 is 2 x, 1.5 x stays. */
    @Test
    void matricesAreBoundedWhereTheyAreRead() {
        for (double[] gain : new double[][] {{5, 2}, {1.5, 1.5}}) {
            Energy linear = new Energy() {
                @Override
                public List<Parameter> parameters() {
                    return List.of(new Parameter("w", new long[] {3, 2}, (random, count) -> matrix((float) gain[0])));
                }

                @Override
                public <T> T of(Ops<T> o, Params<T> p, T x) {
                    T w = p.get("w");
                    return o.scale(o.meanPerSample(o.linear(x, w)), 3);
                }
            };
            SpectralBound bounded = new SpectralBound(linear, 2, 30);
            float[] e = energies(bounded, first(bounded));
            // the rows of the matrix add up to (gain, 0.3) times the scale
            double scale = gain[1] / gain[0];
            assertThat((double) e[0]).isCloseTo(scale * (gain[0] * 0.5 - 0.3), within(2e-3));
            assertThat((double) e[1]).isCloseTo(scale * (gain[0] * 2 + 0.03), within(2e-3));
        }
    }

    /** Singular values: the gain and 0.3. */
    private static float[] matrix(float gain) {
        return new float[] {gain, 0, 0, 0.3f, 0, 0};
    }
}
