package io.dxmi.samplers.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.engine.Loss;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.engine.SeededDraws;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LearnerTest {

    private NDManager root;

    @BeforeEach
    void open() {
        root = Torch.open();
    }

    @AfterEach
    void close() {
        root.close();
    }

    /** sum((a - x)^2) + 3 sum(b), and a network that it only reads. */
    private static final Loss QUADRATIC = new Loss() {
        @Override
        public List<String> inputs() {
            return List.of("x");
        }

        @Override
        public <T> Value<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
            Params<T> own = networks.of("own");
            T fit = o.sum(
                    o.square(o.sub(o.mul(own.get("a"), networks.of("frozen").get("w")), in.get(0))));
            return new Value<>(o.add(fit, o.scale(o.sum(own.get("b")), 3)), Map.of("fit", fit));
        }
    };

    private Weights own() {
        return Weights.initial(
                root,
                "own",
                List.of(Parameter.values("a", 1, -2, 0.5), Parameter.values("b", 4), Parameter.values("unused", 7)),
                0);
    }

    private Weights frozen() {
        return Weights.initial(root, "frozen", List.of(Parameter.values("w", 1, 2, 3)), 0);
    }

    /** Adam written out in double, as in Kingma and Ba, with PyTorch's clipping. */
    private static final class Oracle {
        final double[] p = {1, -2, 0.5, 4, 7};
        final double[] m = new double[5];
        final double[] v = new double[5];
        int step;

        void step(float[] x, double rate, double rateOfB, double clip) {
            double[] w = {1, 2, 3};
            double[] g = new double[5];
            for (int i = 0; i < 3; i++) g[i] = 2 * (p[i] * w[i] - x[i]) * w[i];
            g[3] = 3;
            double norm = Math.sqrt(java.util.Arrays.stream(g).map(y -> y * y).sum());
            double factor = Math.min(1, clip / (norm + 1e-6));
            step++;
            for (int i = 0; i < 5; i++) {
                double gi = g[i] * factor;
                m[i] = 0.9 * m[i] + 0.1 * gi;
                v[i] = 0.999 * v[i] + 0.001 * gi * gi;
                double mHat = m[i] / (1 - Math.pow(0.9, step));
                double vHat = v[i] / (1 - Math.pow(0.999, step));
                p[i] -= (i == 3 ? rateOfB : rate) * mHat / (Math.sqrt(vHat) + 1e-8);
            }
        }
    }

    @Test
    void stepsAreAdamWithClippingAndOwnRates() {
        Weights own = own();
        Weights frozen = frozen();
        try (Learner learner =
                new Learner(root, own, Adam.of(0.01).withOwnRate("b", 0.1).withClip(0.5))) {
            Update update = learner.compile(QUADRATIC, frozen);
            Oracle oracle = new Oracle();
            for (int i = 0; i < 20; i++) {
                float[] x = {i, 0.1f * i, 1};
                try (NDManager scope = root.newSubManager()) {
                    Stats stats = update.apply(Torch.array(scope, x, 3));
                    assertThat(stats.logged()).containsOnlyKeys("fit");
                }
                oracle.step(x, 0.01, 0.1, 0.5);
            }
            assertThat(own.get("a").toFloatArray())
                    .containsExactly(
                            new float[] {(float) oracle.p[0], (float) oracle.p[1], (float) oracle.p[2]}, within(2e-6f));
            assertThat(own.get("b").getFloat(0)).isCloseTo((float) oracle.p[3], within(2e-6f));
            assertThat(own.get("unused").getFloat(0)).isEqualTo(7);
            assertThat(frozen.get("w").toFloatArray()).containsExactly(1, 2, 3);
        }
    }

    @Test
    void theAverageFollowsTheWeights() {
        try (Learner learner = new Learner(root, own(), Adam.of(0.5))) {
            Update update = learner.compile(QUADRATIC, frozen());
            update.apply(Torch.array(root, new float[] {0, 0, 0}, 3));
            learner.average(0.75);
            assertThat(learner.average().get("b").getFloat(0)).isCloseTo(0.75f * 4 + 0.25f * 3.5f, within(1e-5f));
        }
    }

    @Test
    void aLossThatIsNotFiniteChangesNothing() {
        Weights own = own();
        try (Learner learner = new Learner(root, own, Adam.of(0.5))) {
            Update update = learner.compile(QUADRATIC, frozen());
            NDArray bad = Torch.array(root, new float[] {0, Float.NaN, 0}, 3);
            assertThatThrownBy(() -> update.apply(bad))
                    .isInstanceOf(Diverged.class)
                    .hasMessageContaining("own");
            assertThat(own.get("a").toFloatArray()).containsExactly(1, -2, 0.5f);
        }
    }

    @Test
    void aRestoredStateContinuesBitForBit() {
        Weights frozen = frozen();
        NDArray x = Torch.array(root, new float[] {3, 2, 1}, 3);
        try (Learner one = new Learner(root, own(), Adam.of(0.01));
                Learner two = new Learner(root, own(), Adam.of(0.01))) {
            Update step = one.compile(QUADRATIC, frozen);
            step.apply(x);
            one.average(0.9);
            two.restore(one.state(), "memory");
            Update other = two.compile(QUADRATIC, frozen);
            step.apply(x);
            other.apply(x);
            one.average(0.9);
            two.average(0.9);
            one.state()
                    .forEach((key, tensor) ->
                            assertThat(two.state().get(key).data()).as(key).isEqualTo(tensor.data()));
        }
    }

    @Test
    void aStateThatLacksThingsIsTheUsersError() {
        try (Learner learner = new Learner(root, own(), Adam.of(0.01))) {
            for (String key : learner.state().keySet()) {
                Map<String, HostTensor> damaged = new LinkedHashMap<>(learner.state());
                damaged.remove(key);
                assertThatThrownBy(() -> learner.restore(damaged, "step-3.safetensors"))
                        .isInstanceOf(UserError.class)
                        .hasMessageStartingWith("step-3.safetensors");
            }
            Map<String, HostTensor> wide = new LinkedHashMap<>(learner.state());
            wide.put("own/adam.step", HostTensor.of(new float[2], 2));
            assertThatThrownBy(() -> learner.restore(wide, "step-3.safetensors"))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("expected own/adam.step of shape");
        }
    }

    @Test
    void drawsAreFunctionsOfSeedIterationAndPurpose() {
        SeededDraws draws = new SeededDraws(7);
        float[] a = draws.at(3).normal(root, "noise", 4, 2).toFloatArray();
        assertThat(draws.at(3).normal(root, "noise", 4, 2).toFloatArray()).isEqualTo(a);
        assertThat(draws.at(4).normal(root, "noise", 4, 2).toFloatArray()).isNotEqualTo(a);
        assertThat(draws.at(3).normal(root, "other", 4, 2).toFloatArray()).isNotEqualTo(a);
        assertThat(draws.at(3).permutation(root, "order", 50).toLongArray())
                .doesNotHaveDuplicates()
                .hasSize(50);
        float[] rows = draws.perRow(10).normal(root, "noise", 4, 3).toFloatArray();
        float[] later = draws.perRow(12).normal(root, "noise", 2, 3).toFloatArray();
        assertThat(later).isEqualTo(java.util.Arrays.copyOfRange(rows, 6, 12));
    }

    @Test
    void manyStepsKeepNativeMemoryFlat() {
        try (Learner learner = new Learner(root, own(), Adam.of(0.01))) {
            Update update = learner.compile(QUADRATIC, frozen());
            int[] alive = new int[2];
            for (int i = 0; i < 60; i++) {
                try (NDManager scope = root.newSubManager()) {
                    update.apply(Torch.array(scope, new float[] {3, 2, 1}, 3));
                    learner.average(0.9);
                }
                if (i == 5) alive[0] = root.getManagedArrays().size();
            }
            alive[1] = root.getManagedArrays().size();
            assertThat(alive[1]).isEqualTo(alive[0]);
        }
    }
}
