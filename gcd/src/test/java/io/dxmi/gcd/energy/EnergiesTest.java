package io.dxmi.gcd.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Closed-form energies and bounded matrices have their values. */
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

    private float[] energies(Energy energy, Weights weights) {
        try (EnergyFunction function = new EnergyFunction(root, energy, weights);
                NDManager scope = root.newSubManager()) {
            return function.of(scope, Torch.array(scope, new float[] {0.5f, -1, 2, 0.1f}, 2, 2))
                    .toFloatArray();
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
