package io.dxmi.gcd.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.engine.Loss;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Precision;
import io.dxmi.samplers.engine.SeededDraws;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.engine.train.Adam;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.engine.train.Stats;
import io.dxmi.samplers.engine.train.TrainingState;
import io.dxmi.samplers.engine.train.Update;
import io.dxmi.samplers.onnx.OnnxRun;
import io.dxmi.samplers.tensor.HostTensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every energy does: one energy per row, whatever the other rows are; its score is its slope in x; its gradient is its
 * slope in the weights. An implementation joins with a subclass that says how to make a small one.
 */
public abstract class EnergyContract {

    private static final int BATCH = 6;

    /** Half of a difference: in float32 rounding counts about 1e-7 E / h, curvature h^2. */
    private static final double H = 0.01;

    private NDManager root;
    private Energy energy;
    private Weights weights;

    /** A small energy without noise of its own, smooth almost everywhere. */
    protected abstract Energy energy();

    /** Shape of one sample. */
    protected abstract long[] sampleShape();

    @BeforeEach
    void open() {
        root = Torch.open();
        energy = energy();
        weights = Weights.initial(root, Energy.NETWORK, energy.parameters(), 3);
    }

    @AfterEach
    void close() {
        root.close();
    }

    private NDArray normal(String purpose) {
        long[] one = sampleShape();
        long[] shape = new long[one.length + 1];
        shape[0] = BATCH;
        System.arraycopy(one, 0, shape, 1, one.length);
        return new SeededDraws(2).at(0).normal(root, purpose, shape);
    }

    private float[] energies(EnergyFunction function, NDArray x) {
        int n = (int) x.getShape().get(0);
        return energy.classes() > 0
                ? function.of(root, x, Torch.filled(root, n, 1)).toFloatArray()
                : function.of(root, x).toFloatArray();
    }

    /** ONNX Runtime computes the same energies from the exported graph. */
    @Test
    public void onnxRuntimeGivesTheSameEnergies(@TempDir Path folder) {
        Path file = folder.resolve("energy.onnx");
        EnergyFunction.onnx(energy, weights, sampleShape()).write(file, "test");
        NDArray x = normal("x");
        Map<String, HostTensor> fed = new LinkedHashMap<>(Map.of("x", Torch.host(x)));
        if (energy.classes() > 0) fed.put("label", Torch.host(Torch.filled(root, BATCH, 1)));
        try (EnergyFunction function = new EnergyFunction(root, energy, weights);
                OnnxRun run = new OnnxRun(file)) {
            HostTensor expected = HostTensor.of(energies(function, x), BATCH);
            OnnxRun.requireSame("energies", run.of(fed).get("energy"), expected);
        }
    }

    private float[] scores(EnergyFunction function, NDArray x) {
        return energy.classes() > 0
                ? function.score(root, x, Torch.filled(root, BATCH, 1)).toFloatArray()
                : function.score(root, x).toFloatArray();
    }

    @Test
    void anEnergyDependsOnItsOwnRowOnly() {
        try (EnergyFunction function = new EnergyFunction(root, energy, weights)) {
            NDArray x = normal("x");
            float[] all = energies(function, x);
            assertThat(all).hasSize(BATCH);
            for (int i = 0; i < BATCH; i++) {
                float[] alone = energies(function, x.get(i + ":" + (i + 1)));
                assertThat(alone[0]).isFinite().isCloseTo(all[i], within(1e-4f * (1 + Math.abs(all[i]))));
            }
            assertThat(all[0]).isNotEqualTo(all[1]);
            assertThat(energies(function, x)).isEqualTo(all);
        }
    }

    @Test
    void theScoreIsTheSlopeDownhill() {
        try (EnergyFunction function = new EnergyFunction(root, energy, weights)) {
            NDArray x = normal("x");
            NDArray way = normal("way");
            NDArray step = way.mul(Torch.scalar(root, H));
            float[] up = energies(function, x.add(step));
            float[] down = energies(function, x.sub(step));
            float[] score = scores(function, x);
            float[] w = way.toFloatArray();
            int d = score.length / BATCH;
            for (int i = 0; i < BATCH; i++) {
                double along = 0;
                for (int k = 0; k < d; k++) along += (double) score[i * d + k] * w[i * d + k];
                assertThat(-(up[i] - down[i]) / (2 * H)).isCloseTo(along, within(0.01 * (1 + Math.abs(along))));
            }
        }
    }

    /** The mean energy, whose gradient a learner takes. */
    private record MeanEnergy(Energy energy) implements Loss {
        @Override
        public List<String> inputs() {
            return List.of("x", "label");
        }

        @Override
        public <T> Value<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
            return new Value<>(o.mean(energy.of(o, networks.of(Energy.NETWORK), in.get(0), in.get(1))), Map.of());
        }
    }

    @Test
    void theGradientIsTheSlopeInTheWeights() {
        NDArray x = normal("x");
        NDArray label = Torch.filled(root, BATCH, 1);
        // Adam at rate 0 and without memory keeps the gradient as its first moment
        try (Learner learner = new Learner(root, weights, Adam.of(0).withBetas(0, 0.9));
                Update update = learner.compile(new MeanEnergy(energy))) {
            update.apply(x, label);
            Map<String, HostTensor> gradient = TrainingState.within(learner.state(), Energy.NETWORK + "/adam.m/");
            Map<String, HostTensor> here = weights.toHost();
            double expected = 0;
            for (HostTensor g : gradient.values()) for (float v : g.toFloats()) expected += (double) v * v;
            double norm = Math.sqrt(expected);
            assertThat(norm).isGreaterThan(1e-6);
            double h = 1e-2 / Math.max(1, norm);
            weights.set(moved(here, gradient, h / norm), "test");
            double up = update.apply(x, label).loss();
            weights.set(moved(here, gradient, -h / norm), "test");
            double down = update.apply(x, label).loss();
            assertThat((up - down) / (2 * h)).isCloseTo(norm, within(0.02 * (1 + norm)));
        }
    }

    /** Whether it has layers, which {@link Precision#BF16} rounds; an energy in closed form has none. */
    protected boolean hasLayers() {
        return true;
    }

    /** What measures is float32; what trains is near it, or equal if there is nothing to round. */
    @Test
    void roundedFactorsLeaveMeasuredEnergiesAlone() {
        NDArray x = normal("x");
        NDArray label = Torch.filled(root, BATCH, 1);
        float[] measured;
        Stats whole;
        try (EnergyFunction function = new EnergyFunction(root, energy, weights);
                Learner learner = new Learner(root, weights, Adam.of(0));
                Update update = learner.compile(new MeanEnergy(energy))) {
            measured = energies(function, x);
            whole = update.apply(x, label);
        }
        Precision.BF16.use();
        try (EnergyFunction function = new EnergyFunction(root, energy, weights);
                Learner learner = new Learner(root, weights, Adam.of(0));
                Update update = learner.compile(new MeanEnergy(energy))) {
            assertThat(energies(function, x)).isEqualTo(measured);
            Stats rounded = update.apply(x, label);
            if (!hasLayers()) {
                assertThat(rounded.loss()).isEqualTo(whole.loss());
                assertThat(rounded.gradNorm()).isEqualTo(whole.gradNorm());
            } else {
                assertThat(rounded.gradNorm()).isNotEqualTo(whole.gradNorm());
                assertThat(rounded.loss()).isCloseTo(whole.loss(), within(0.05 * (1 + Math.abs(whole.loss()))));
                assertThat(rounded.gradNorm()).isCloseTo(whole.gradNorm(), within(0.05 * whole.gradNorm()));
            }
        } finally {
            Precision.FP32.use();
        }
    }

    private static Map<String, HostTensor> moved(
            Map<String, HostTensor> from, Map<String, HostTensor> way, double stride) {
        Map<String, HostTensor> to = new LinkedHashMap<>();
        from.forEach((name, tensor) -> {
            float[] values = tensor.toFloats();
            float[] slope = way.get(name).toFloats();
            for (int i = 0; i < values.length; i++) values[i] += (float) (stride * slope[i]);
            to.put(name, HostTensor.of(values, tensor.shape()));
        });
        return to;
    }

    /** Numbers for the points and centres of small energies. */
    protected static float[] numbers(int count) {
        SplittableRandom random = new SplittableRandom(1);
        float[] out = new float[count];
        for (int i = 0; i < count; i++) out[i] = (float) random.nextGaussian();
        return out;
    }
}
