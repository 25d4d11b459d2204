package io.dxmi.samplers.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.dxmi.samplers.engine.EagerOps;
import io.dxmi.samplers.engine.Loss;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.engine.SeededDraws;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.engine.train.Adam;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.net.DdpmTrunk;
import io.dxmi.samplers.net.DdpmUnet;
import io.dxmi.samplers.net.StepNetwork;
import io.dxmi.samplers.sample.Sampler;
import io.dxmi.samplers.schedule.FlowSchedule;
import io.dxmi.samplers.schedule.LinearDdpm;
import io.dxmi.samplers.schedule.Preconditioning;
import io.dxmi.samplers.schedule.Prediction;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PretrainingLossTest {

    /** float32 against float64 over levels that span four orders of magnitude. */
    private static final double TOLERANCE = 1e-4;

    /** {@code F(x, time) = 0.7 x + time / 1000}. */
    private record Affine() implements StepNetwork {
        static double value(double x, double time) {
            return 0.7 * x + time / 1000;
        }

        @Override
        public List<Parameter> parameters() {
            return List.of(Parameter.values("factor", 0.7));
        }

        @Override
        public <T> T of(Ops<T> o, Params<T> p, T x, T time, T label, T latent) {
            return o.add(o.mul(x, p.get("factor")), o.perSample(o.scale(time, 1e-3), 2));
        }
    }

    /** One step at rate 0 tells a loss. */
    private static double value(NDManager root, Weights weights, Loss loss, long seed, NDArray... inputs) {
        try (Learner learner = new Learner(root, weights, Adam.of(0))) {
            return learner.compile(loss).apply(1, seed, inputs).loss();
        }
    }

    /** The weighted error of the denoiser, as the paper writes it down. */
    @Test
    void edmWeighsTheDenoisersError() {
        float[] data = {0.3f, -0.8f, 1, 0.1f, -0.5f, 0};
        float[] eps = {1.2f, -0.4f, 0.3f, -2, 0.7f, 0.9f};
        float[] level = {-2.5f, 0, 2};
        Preconditioning edm = Preconditioning.EDM;
        double sum = 0;
        for (int i = 0; i < data.length; i++) {
            double sigma = Math.exp(-1.2 + 1.2 * level[i / 2]);
            double x = data[i] + sigma * eps[i];
            double guess =
                    edm.skip(sigma) * x + edm.out(sigma) * Affine.value(edm.in(sigma) * x, 250 * Math.log(sigma));
            double weight = (sigma * sigma + 0.25) / (0.25 * sigma * sigma);
            sum += weight * Math.pow(guess - data[i], 2) / data.length;
        }
        try (NDManager root = Torch.open()) {
            double loss = value(
                    root,
                    Weights.initial(root, Sampler.NETWORK, new Affine().parameters(), 0),
                    EdmLoss.of(new Affine(), 0.5, 2),
                    0,
                    Torch.array(root, data, 3, 2),
                    Torch.array(root, level, 3),
                    Torch.array(root, eps, 3, 2),
                    Torch.filled(root, 3, 0));
            assertThat(loss).isCloseTo(sum, within(TOLERANCE * sum));
        }
    }

    /** The error of what the network predicts at the state that it is shown, written down by hand. */
    @ParameterizedTest
    @EnumSource(Prediction.class)
    void denoisingIsTheErrorOfWhatIsPredicted(Prediction prediction) {
        float[] data = {0.3f, -0.8f, 1, 0.1f, -0.5f, 0};
        float[] eps = {1.2f, -0.4f, 0.3f, -2, 0.7f, 0.9f};
        FlowSchedule levels = new FlowSchedule(10, 1, 1000, prediction == Prediction.FLOW_TO_DATA);
        long[] level = {0, 4, 9};
        double sum = 0;
        for (int i = 0; i < data.length; i++) {
            double r = levels.shares()[(int) level[i / 2]];
            double length = prediction.isFlow() ? 1 : Math.hypot(1 - r, r);
            double x = ((1 - r) * data[i] + r * eps[i]) / length;
            double target =
                    switch (prediction) {
                        case NOISE -> eps[i];
                        case DATA -> data[i];
                        case VELOCITY -> ((1 - r) * eps[i] - r * data[i]) / length;
                        case FLOW -> eps[i] - data[i];
                        case FLOW_TO_DATA -> data[i] - eps[i];
                    };
            double time = 1000 * (prediction == Prediction.FLOW_TO_DATA ? 1 - r : r);
            sum += Math.pow(Affine.value(x, time) - target, 2) / data.length;
        }
        try (NDManager root = Torch.open()) {
            double loss = value(
                    root,
                    Weights.initial(root, Sampler.NETWORK, new Affine().parameters(), 0),
                    new DenoisingLoss(new Affine(), levels.alphaBar(), levels.time(), prediction, 2),
                    0,
                    Torch.array(root, data, 3, 2),
                    Torch.array(root, level, 3),
                    Torch.array(root, eps, 3, 2),
                    Torch.filled(root, 3, 0));
            assertThat(loss).isCloseTo(sum, within(TOLERANCE * sum));
        }
    }

    @Test
    void everyRowHasALevelOfItsOwn() {
        try (NDManager root = Torch.open()) {
            LinearDdpm levels = new LinearDdpm();
            long[] drawn = new DenoisingLoss(new Affine(), levels.alphaBar(), levels.time(), Prediction.NOISE, 2)
                    .levels(root, new SeededDraws(3).at(0), 2000)
                    .toLongArray();
            assertThat(Arrays.stream(drawn)).allMatch(level -> 0 <= level && level < 1000);
            assertThat(Arrays.stream(drawn).average().orElseThrow()).isCloseTo(499.5, within(30.0)); // 4.6 sd
            assertThat(EdmLoss.of(new Affine(), 0.5, 2)
                            .levels(root, new SeededDraws(3).at(0), 50)
                            .toFloatArray())
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void dropoutIsForPretrainingAlone() {
        DdpmTrunk trunk = new DdpmTrunk(1, 8, 8, List.of(1), 1, List.of(), 2);
        try (NDManager root = Torch.open();
                NDManager scope = root.newSubManager()) {
            DdpmUnet net = new DdpmUnet(trunk, 1, 0.5);
            Weights weights = Weights.initial(root, Sampler.NETWORK, net.parameters(), 1);
            for (String name : weights.names()) {
                // the last convolutions are zero at first, and would hide what was dropped before them
                if (name.endsWith("conv2.weight") || name.equals("conv_out.weight")) {
                    NDArray zero = weights.get(name);
                    zero.addi(Torch.scalar(scope, 0.1));
                }
            }
            LinearDdpm levels = new LinearDdpm();
            NDArray[] inputs = {
                scope.randomNormal(new Shape(4, 1, 8, 8)),
                Torch.filled(scope, 4, 500),
                scope.randomNormal(new Shape(4, 1, 8, 8)),
                Torch.filled(scope, 4, 0)
            };
            double[][] losses = new double[2][2];
            for (int k = 0; k < 2; k++) {
                DdpmUnet one = new DdpmUnet(trunk, 1, k == 0 ? 0 : 0.5);
                DenoisingLoss loss = new DenoisingLoss(one, levels.alphaBar(), levels.time(), Prediction.NOISE, 4);
                for (int seed = 0; seed < 2; seed++) losses[k][seed] = value(root, weights, loss, seed, inputs);
            }
            assertThat(losses[0][0]).isEqualTo(losses[0][1]);
            assertThat(losses[1][0]).isNotEqualTo(losses[1][1]).isNotEqualTo(losses[0][0]);
            // outside of pre-training it is the same function
            EagerOps eager = new EagerOps(scope, 0);
            Params<NDArray> own = EagerOps.networks(weights).of(Sampler.NETWORK);
            assertThat(net.of(eager, own, inputs[0], inputs[1]).toFloatArray())
                    .isEqualTo(new DdpmUnet(trunk, 1)
                            .of(eager, own, inputs[0], inputs[1])
                            .toFloatArray());
        }
    }
}
