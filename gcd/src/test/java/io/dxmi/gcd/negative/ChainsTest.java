package io.dxmi.gcd.negative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.dxmi.gcd.energy.Energy;
import io.dxmi.gcd.energy.MixtureEnergy;
import io.dxmi.gcd.energy.QuadraticEnergy;
import io.dxmi.samplers.engine.SeededDraws;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Chains on energies whose stationary distribution is known. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChainsTest {

    private static final int CHAINS = 20_000;

    /** Standard errors that a moment may be off: beyond by chance once in 170,000 times. */
    private static final double SIGMAS = 4.5;

    private NDManager root;

    @BeforeAll
    void open() {
        root = Torch.open();
    }

    @AfterAll
    void close() {
        root.close();
    }

    /** Precisions 1 / 0.25 and 1 around (1, -2). */
    private Weights gaussian() {
        Weights weights = Weights.initial(root, Energy.NETWORK, new QuadraticEnergy(2).parameters(), 0);
        weights.set(
                Map.of(
                        QuadraticEnergy.MEAN, HostTensor.of(new float[] {1, -2}, 2),
                        QuadraticEnergy.ROOT, HostTensor.of(new float[] {2, 0, 0, 1}, 2, 2)),
                "test");
        return weights;
    }

    private MarkovChain.Ends run(Kernel kernel, int steps) {
        try (MarkovChain chain = new MarkovChain(root, new QuadraticEnergy(2), gaussian(), kernel, steps)) {
            NDArray start = new SeededDraws(1).at(0).normal(root, "start", CHAINS, 2);
            return chain.run(root, start, 3);
        }
    }

    private static double[] column(NDArray rows, int k) {
        float[] flat = rows.toFloatArray();
        double[] out = new double[flat.length / 2];
        for (int i = 0; i < out.length; i++) out[i] = flat[2 * i + k];
        return out;
    }

    private static void assertNormal(double[] sample, double mean, double variance) {
        int n = sample.length;
        double m = Arrays.stream(sample).average().orElseThrow();
        double v = Arrays.stream(sample).map(x -> (x - m) * (x - m)).sum() / (n - 1);
        assertThat(m).isCloseTo(mean, within(SIGMAS * Math.sqrt(variance / n)));
        assertThat(v).isCloseTo(variance, within(SIGMAS * variance * Math.sqrt(2.0 / n)));
    }

    /** Of x' = (1 - step / s^2) x + sqrt(2 step) z the variance is s^2 / (1 - step / (2 s^2)): more than s^2. */
    @Test
    void langevinHasItsOwnStationaryVariance() {
        double step = 0.1;
        NDArray ends = run(Langevin.of(step), 150).states();
        assertNormal(column(ends, 0), 1, 0.25 / (1 - step / 0.5));
        assertNormal(column(ends, 1), -2, 1 / (1 - step / 2));
    }

    /** At a step where Langevin itself would be a quarter off. */
    @Test
    void theMetropolisCorrectionIsExact() {
        MarkovChain.Ends ends = run(new Mala(0.1, 2), 200);
        assertNormal(column(ends.states(), 0), 1, 0.25);
        assertNormal(column(ends.states(), 1), -2, 1);
        assertThat(ends.acceptance().read()).isBetween(0.85, 0.99);
    }

    @Test
    void stepsThatAreTooLongAreRejected() {
        MarkovChain.Ends ends = run(new Mala(100, 2), 5);
        assertThat(ends.acceptance().read()).isLessThan(0.02);
        assertThat(ends.states().toFloatArray()).doesNotContain(Float.NaN);
    }

    @Test
    void aSeedDecidesAChainAndEveryStepHasNoiseOfItsOwn() {
        try (MarkovChain chain = new MarkovChain(root, new QuadraticEnergy(2), gaussian(), new Langevin(1e-9, 1), 100);
                NDManager scope = root.newSubManager()) {
            NDArray start = scope.zeros(new Shape(1000, 2));
            float[] once = chain.run(scope, start, 3).states().toFloatArray();
            assertThat(chain.run(scope, start, 3).states().toFloatArray()).isEqualTo(once);
            assertThat(chain.run(scope, start, 4).states().toFloatArray()).isNotEqualTo(once);
            // a random walk of 100 unit steps: variance 100, where one noise used 100 times would have 10,000
            double square = 0;
            for (float x : once) square += (double) x * x / once.length;
            assertThat(square).isCloseTo(100, within(SIGMAS * 100 * Math.sqrt(2.0 / once.length)));
        }
    }

    @Test
    void persistentChainsGoOnWhereTheyStoodAndComeBackFromTheirState() {
        MixtureEnergy energy = new MixtureEnergy(new double[][] {{0, 0}}, 1);
        Weights weights = Weights.initial(root, Energy.NETWORK, energy.parameters(), 0);
        try (NDManager scope = root.newSubManager();
                PersistentChains chains = persistent(energy, weights, 0);
                PersistentChains again = persistent(energy, weights, 0)) {
            NDArray data = scope.zeros(new Shape(8, 2));
            float[] before = chains.buffer().toFloatArray();
            Negatives first = chains.draw(scope, data, Torch.filled(scope, 32, 0), new SeededDraws(2).at(0));
            float[] after = chains.buffer().toFloatArray();
            int moved = 0;
            for (int i = 0; i < 32; i++) if (before[2 * i] != after[2 * i]) moved++;
            assertThat(moved).isEqualTo(8);
            for (float x : first.samples().toFloatArray()) assertThat(after).contains(x);
            // a tiny step without noise: where they went on from is where they stand
            again.restore(chains.state());
            assertThat(again.draw(scope, data, Torch.filled(scope, 32, 0), new SeededDraws(2).at(1))
                            .samples()
                            .toFloatArray())
                    .isEqualTo(chains.draw(scope, data, Torch.filled(scope, 32, 0), new SeededDraws(2).at(1))
                            .samples()
                            .toFloatArray());
        }
    }

    @Test
    void someChainsStartAnew() {
        MixtureEnergy energy = new MixtureEnergy(new double[][] {{0, 0}}, 1);
        Weights weights = Weights.initial(root, Energy.NETWORK, energy.parameters(), 0);
        try (NDManager scope = root.newSubManager();
                PersistentChains chains = persistent(energy, weights, 1)) {
            NDArray data = scope.zeros(new Shape(32, 2));
            Negatives drawn = chains.draw(scope, data, Torch.filled(scope, 32, 0), new SeededDraws(2).at(0));
            assertThat(drawn.logged().get("restarts").read()).isEqualTo(1);
            // of standard deviation 50 all, none where the buffer's first chains were
            double square = 0;
            for (float x : drawn.samples().toFloatArray()) square += x * x / 64.0;
            assertThat(Math.sqrt(square)).isBetween(30.0, 70.0);
        }
    }

    @Test
    void restartsLeaveTheShapeOfTheDataAlone() {
        MixtureEnergy energy = new MixtureEnergy(new double[][] {{0, 0}}, 1);
        Weights weights = Weights.initial(root, Energy.NETWORK, energy.parameters(), 0);
        try (NDManager scope = root.newSubManager();
                PersistentChains chains = persistent(energy, weights, 0.5)) {
            NDArray data = scope.zeros(new Shape(32, 2));
            Negatives drawn = chains.draw(scope, data, Torch.filled(scope, 32, 0), new SeededDraws(2).at(0));
            assertThat(drawn.logged().get("restarts").read()).isBetween(0.1, 0.9);
            assertThat(data.getShape()).isEqualTo(new Shape(32, 2));
            assertThat(drawn.samples().getShape()).isEqualTo(new Shape(32, 2));
        }
    }

    private PersistentChains persistent(MixtureEnergy energy, Weights weights, double restart) {
        MarkovChain chain = new MarkovChain(root, energy, weights, new Langevin(1e-6, 0), 1);
        return new PersistentChains(root, chain, new long[] {2}, 32, 50, restart, 0);
    }
}
