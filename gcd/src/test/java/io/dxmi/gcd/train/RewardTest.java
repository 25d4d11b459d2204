package io.dxmi.gcd.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.gcd.energy.Energy;
import io.dxmi.gcd.energy.EnergyFunction;
import io.dxmi.gcd.energy.EnergyWithCost;
import io.dxmi.gcd.energy.FixedEnergy;
import io.dxmi.gcd.energy.MixtureEnergy;
import io.dxmi.gcd.energy.QuadraticEnergy;
import io.dxmi.gcd.energy.ScriptReward;
import io.dxmi.gcd.negative.TrainableSampler;
import io.dxmi.gcd.objective.ContrastiveLoss;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.engine.EagerOps;
import io.dxmi.samplers.engine.ScriptModule;
import io.dxmi.samplers.engine.SeededDraws;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.engine.train.Adam;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.engine.train.RateSchedule;
import io.dxmi.samplers.engine.train.Workers;
import io.dxmi.samplers.program.Programs;
import io.dxmi.samplers.program.TrustedPrograms;
import io.dxmi.samplers.sample.Chain;
import io.dxmi.samplers.sample.Sampler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reward beside the energy, in closed form. */
class RewardTest {

    private static final double WEIGHT = 0.8;
    private static final int BATCH = 256;
    private static final int ITERATIONS = 1500;

    @TempDir
    Path folder;

    /** {@code r(x) = x_0 - x_1 / 2}, (B, 1). */
    private ScriptReward linear() throws IOException {
        return reward("return torch.sub(torch.slice(x, 1, 0, 1, 1), torch.mul(torch.slice(x, 1, 1, 2, 1), 0.5))");
    }

    private ScriptReward reward(String... lines) throws IOException {
        Path file = Programs.write(folder.resolve("reward.pt"), lines);
        TrustedPrograms.trust(file);
        return new ScriptReward(ScriptModule.of(TrustedPrograms.open(file)));
    }

    /** {@code exp(-|x|²/2 + w a x)} is the normal distribution around {@code w a}. */
    @Test
    void aLinearRewardTiltsAGaussian() throws IOException {
        AffineSampler policy = new AffineSampler(2);
        QuadraticEnergy form = new QuadraticEnergy(2);
        ScriptReward cost = linear();
        try (NDManager root = Torch.open();
                Learner sampler = new Learner(
                        root,
                        Weights.initial(root, Sampler.NETWORK, policy.parameters(), 0),
                        Adam.of(1e-2).withBetas(0.5, 0.99));
                Learner energy =
                        new Learner(root, Weights.initial(root, Energy.NETWORK, form.parameters(), 0), Adam.of(0));
                Chain chain = new Chain(root, policy, sampler.weights());
                RewardedUpdate update = new RewardedUpdate(
                        root,
                        new PathwiseUpdate(
                                root,
                                sampler,
                                policy,
                                new EnergyWithCost(form, cost, WEIGHT),
                                energy.weights(),
                                policy,
                                1),
                        cost,
                        Workers.ALONE)) {
            Trainer trainer = new Trainer(
                    root,
                    new Trainer.Plan(
                            new TrainableSampler(chain),
                            new EnergyStep(energy, new ContrastiveLoss(form, Energy.NETWORK, 0)),
                            Optional.of(update),
                            List.of(energy, sampler),
                            Pace.steady(RateSchedule.cosine(ITERATIONS, 0.02), 0.995),
                            new Monitor(100, new long[] {2}, 1)));
            Map<String, Double> row = new LinkedHashMap<>();
            for (int i = 0; i < ITERATIONS; i++) {
                try (NDManager scope = root.newSubManager()) {
                    NDArray data = Torch.array(scope, new float[2 * BATCH], BATCH, 2);
                    row.putAll(trainer.iterate(i, data, new SeededDraws(1).at(i)));
                }
            }
            float[] mean = sampler.average().get(AffineSampler.SHIFT).toFloatArray();
            assertThat((double) mean[0]).isCloseTo(WEIGHT, within(0.03));
            assertThat((double) mean[1]).isCloseTo(-WEIGHT / 2, within(0.03));
            for (float log : sampler.average().get(AffineSampler.LOG_DIAGONAL).toFloatArray()) {
                assertThat((double) log).isCloseTo(0, within(0.03));
            }
            // a' (w a) = 1, within five standard errors of a batch
            assertThat(row.get("sampler/reward")).isCloseTo(WEIGHT * 1.25, within(5 * Math.sqrt(1.25 / BATCH)));
        }
    }

    @Test
    void anEnergyWithCostIsTheirSumAndHasTheSumOfTheirSlopes() throws IOException {
        MixtureEnergy form = new MixtureEnergy(new double[][] {{2, 0}, {-1, 1}}, 0.8);
        ScriptReward cost = linear();
        try (NDManager root = Torch.open()) {
            Weights weights = Weights.initial(root, Energy.NETWORK, form.parameters(), 0);
            NDArray x = Torch.array(root, new float[] {0.5f, 1, -2, 0.25f, 3, -1}, 3, 2);
            try (EnergyFunction alone = new EnergyFunction(root, form, weights);
                    EnergyFunction both = new EnergyFunction(root, new EnergyWithCost(form, cost, 3), weights)) {
                float[] e = alone.of(root, x).toFloatArray();
                float[] sum = both.of(root, x).toFloatArray();
                float[] score = alone.score(root, x).toFloatArray();
                float[] tilted = both.score(root, x).toFloatArray();
                float[] in = x.toFloatArray();
                for (int i = 0; i < 3; i++) {
                    assertThat(sum[i]).isCloseTo(e[i] - 3 * (in[2 * i] - in[2 * i + 1] / 2), within(1e-5f));
                    assertThat(tilted[2 * i]).isCloseTo(score[2 * i] + 3, within(1e-5f));
                    assertThat(tilted[2 * i + 1]).isCloseTo(score[2 * i + 1] - 1.5f, within(1e-5f));
                }
            }
            NDArray eager =
                    cost.of(new EagerOps(root, 0), EagerOps.networks(weights).of(Energy.NETWORK), x);
            assertThat(eager.toFloatArray()).containsExactly(-0f, 2.125f, -3.5f);
        }
    }

    @Test
    void aFixedEnergyIsTheEnergyWithItsWeights() {
        MixtureEnergy form = new MixtureEnergy(new double[][] {{2, 0}, {-1, 1}}, 0.8);
        try (NDManager root = Torch.open()) {
            Weights weights = Weights.initial(root, Energy.NETWORK, form.parameters(), 0);
            FixedEnergy fixed = new FixedEnergy(form, weights.toHost());
            assertThat(fixed.parameters()).isEmpty();
            NDArray x = Torch.array(root, new float[] {0.5f, 1, -2, 0.25f}, 2, 2);
            try (EnergyFunction own = new EnergyFunction(root, form, weights);
                    EnergyFunction constant = new EnergyFunction(root, fixed, weights)) {
                assertThat(constant.of(root, x).toFloatArray())
                        .containsExactly(own.of(root, x).toFloatArray());
            }
        }
    }

    /** A module that cannot be called without rows, changes its input, and is made in a namespace of a module of its own. */
    @Test
    void theModuleGetsACopyAndNeverABatchWithoutRows() throws IOException {
        ScriptReward cost = reward(
                "y = torch.add_(x, 1.)",
                "return torch.sum(torch.reshape(y, [torch.size(y, 0), -1]), [1], False, dtype=None)");
        MixtureEnergy form = new MixtureEnergy(new double[][] {{0, 0}}, 1);
        try (NDManager root = Torch.open()) {
            Weights weights = Weights.initial(root, Energy.NETWORK, form.parameters(), 0);
            try (EnergyFunction both = new EnergyFunction(root, new EnergyWithCost(form, cost, 1), weights)) {
                NDArray x = Torch.array(root, new float[] {1, 2}, 1, 2);
                both.of(root, x);
                assertThat(x.toFloatArray()).containsExactly(1, 2);
                assertThat(both.of(root, Torch.array(root, new float[0], 0, 2)).size())
                        .isZero();
            }
        }
    }

    @Test
    void anArchiveWithoutAModuleIsRefused() throws IOException {
        Map<String, byte[]> members = Programs.members(Programs.code("return x"));
        members.put("data.pkl", new byte[] {(byte) 0x80, 2, ')', '.'});
        Path file = Files.write(folder.resolve("empty.pt"), Programs.zip(members));
        TrustedPrograms.trust(file);
        assertThatThrownBy(() -> ScriptModule.of(TrustedPrograms.open(file)))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("expected a module of torch.jit.save");
    }
}
