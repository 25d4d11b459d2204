package io.dxmi.gcd.likelihood;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import io.dxmi.gcd.energy.Energy;
import io.dxmi.gcd.energy.EnergyFunction;
import io.dxmi.gcd.energy.GaussianBase;
import io.dxmi.gcd.energy.MixtureEnergy;
import io.dxmi.gcd.energy.NetworkEnergy;
import io.dxmi.samplers.engine.SeededDraws;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.net.FourierFeatures;
import io.dxmi.samplers.net.Mlp;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Two independent ways to a log-partition agree, and both agree with closed forms. */
class LikelihoodTest {

    private static double[] energies(NDManager root, Energy energy, Weights weights, Grid grid) {
        float[] at = grid.points();
        try (EnergyFunction function = new EnergyFunction(root, energy, weights);
                NDManager scope = root.newSubManager()) {
            float[] e =
                    function.of(scope, Torch.array(scope, at, at.length / 2, 2)).toFloatArray();
            double[] out = new double[e.length];
            for (int i = 0; i < out.length; i++) out[i] = e[i];
            return out;
        }
    }

    @Test
    void quadratureOfAMixtureIsItsClosedForm() {
        MixtureEnergy energy = new MixtureEnergy(new double[][] {{1, 0}, {-1, 2}}, 0.6);
        Grid grid = new Grid(2, 7, 200);
        try (NDManager root = Torch.open()) {
            Weights weights = Weights.initial(root, Energy.NETWORK, energy.parameters(), 0);
            double[] e = energies(root, energy, weights, grid);
            assertThat(grid.logPartition(e, 1)).isCloseTo(0, within(1e-5)); // float32 energies
            double[] logDensity = new double[e.length];
            for (int i = 0; i < e.length; i++) logDensity[i] = -e[i];
            assertThat(grid.divergence(logDensity, e, 1)).isCloseTo(0, within(1e-5));
            assertThat(grid.divergence(logDensity, e, 1.5)).isGreaterThan(0.01);
            double[] cold = new double[e.length];
            for (int i = 0; i < e.length; i++) cold[i] = 3 * e[i] + 11;
            assertThat(grid.leastDivergence(logDensity, cold)).isCloseTo(0, within(1e-5));
        }
    }

    @Test
    void oneDimensionalQuadratureIsTheGaussianIntegral() {
        Grid grid = new Grid(1, 9, 400);
        double[] energies = new double[400];
        float[] at = grid.points();
        for (int i = 0; i < 400; i++) energies[i] = at[i] * at[i] / 2;
        assertThat(grid.logPartition(energies, 1)).isCloseTo(0.5 * Math.log(2 * Math.PI), within(1e-6));
        assertThat(grid.logPartition(energies, 4)).isCloseTo(0.5 * Math.log(2 * Math.PI / 4), within(1e-6));
        assertThatThrownBy(() -> new Grid(3, 1, 10)).hasMessageContaining("1 or 2 dimensions, got 3");
    }

    /** Four error bars and 0.01 for a network with several dips; the bar itself must be worth having. */
    @Test
    void annealingAgreesWithQuadratureWithinItsErrorBar() {
        Energy energy = new GaussianBase(new NetworkEnergy(new Mlp(new FourierFeatures(2, 8, 1.5), 16, 2, 1)), 2, 2);
        Grid grid = new Grid(2, 12, 300);
        try (NDManager root = Torch.open();
                NDManager scope = root.newSubManager()) {
            Weights weights = Weights.initial(root, Energy.NETWORK, energy.parameters(), 3);
            for (String name : weights.names()) { // from a nearly flat first network to a few nats up and down
                if (!name.equals("fc3.weight")) continue;
                float[] values = weights.get(name).toFloatArray();
                for (int i = 0; i < values.length; i++) values[i] *= 12;
                weights.set(scaled(weights, name, values), "test");
            }
            double[] e = energies(root, energy, weights, grid);
            double exact = grid.logPartition(e, 1);
            try (AnnealedImportanceSampling annealing =
                    new AnnealedImportanceSampling(root, energy, weights, 2, 200, 0.1, 2)) {
                LogPartition found = annealing.logPartition(scope, 2000, new SeededDraws(1).at(0));
                assertThat(found.standardError()).isBetween(1e-5, 0.05);
                assertThat(found.value()).isCloseTo(exact, within(4 * found.standardError()));
                assertThat(found.effectiveSamples()).isGreaterThan(500);
                // the Gaussian's own constant is elsewhere, so that doing nothing would show
                assertThat(Math.abs(exact - Math.log(2 * Math.PI * 4))).isGreaterThan(0.1);
            }
        }
    }

    private static Map<String, HostTensor> scaled(Weights weights, String name, float[] values) {
        Map<String, HostTensor> all = new LinkedHashMap<>(weights.toHost());
        all.put(name, HostTensor.of(values, all.get(name).shape()));
        return all;
    }

    @Test
    void theErrorBarIsThatOfTheMeanWeight() {
        LogPartition equal = LogPartition.of(new double[] {2, 2, 2, 2});
        assertThat(equal.value()).isCloseTo(2, within(1e-12));
        assertThat(equal.standardError()).isZero();
        assertThat(equal.effectiveSamples()).isCloseTo(4, within(1e-12));
        // weights 1 and 3: mean 2, sample variance 2, error of the mean 1, relative 1/2
        LogPartition two = LogPartition.of(new double[] {0, Math.log(3)});
        assertThat(two.value()).isCloseTo(Math.log(2), within(1e-12));
        assertThat(two.standardError()).isCloseTo(0.5, within(1e-12));
        assertThatThrownBy(() -> LogPartition.of(new double[] {1})).hasMessageContaining("got 1");
    }
}
