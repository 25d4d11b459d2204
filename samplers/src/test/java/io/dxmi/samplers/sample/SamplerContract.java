package io.dxmi.samplers.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.engine.EagerOps;
import io.dxmi.samplers.engine.SeededDraws;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.onnx.OnnxRun;
import io.dxmi.samplers.tensor.HostTensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every sampler guarantees to its callers. A new sampler joins by one factory method. */
interface SamplerContract {

    /** Kernels may choose another order of summation for another batch size; float32 rounding only. */
    float ROUNDING = 1e-5f;

    /** A sampler of unlabelled samples. */
    Sampler sampler();

    @Test
    default void takesTStepsOfItsShapes() {
        Sampler sampler = sampler();
        try (NDManager root = Torch.open();
                Chain chain = chain(root, sampler)) {
            RollOut rollOut = chain.rollOut(root, new SeededDraws(3).at(0), 5);
            assertThat(rollOut.steps()).isEqualTo(sampler.steps());
            assertThat(rollOut.states()).hasSize(sampler.steps() + 1);
            for (NDArray state : rollOut.states()) {
                assertThat(state.getShape().get(0)).isEqualTo(5);
                assertThat(chain.samples(state).getShape().slice(1).getShape()).containsExactly(sampler.sampleShape());
            }
            for (NDArray std : rollOut.stds())
                assertThat(std.getShape().getShape()).containsExactly(5);
        }
    }

    @Test
    default void aSampleDependsOnItsNumberAlone() {
        Sampler sampler = sampler();
        try (NDManager root = Torch.open();
                Chain chain = chain(root, sampler)) {
            SeededDraws draws = new SeededDraws(3);
            float[] all = chain.sample(root, draws.perRow(0), 6).toFloatArray();
            float[] two = chain.sample(root, draws.perRow(3), 2).toFloatArray();
            int d = all.length / 6;
            assertThat(two).containsExactly(Arrays.copyOfRange(all, 3 * d, 5 * d), within(ROUNDING));
        }
    }

    /** Each step alone: its law, and that the compiled computation is the eager one. */
    @Test
    default void aStepIsGaussianAndTheSameEagerAndCompiled() {
        Sampler sampler = sampler();
        try (NDManager root = Torch.open();
                NDManager scope = root.newSubManager()) {
            Weights weights = Weights.initial(root, Sampler.NETWORK, sampler.parameters(), 5);
            try (Chain chain = new Chain(root, sampler, weights)) {
                RollOut compiled = chain.rollOut(scope, new SeededDraws(3).at(0), 4);
                for (int t = 0; t < sampler.steps(); t++) {
                    Transition<NDArray> eager = sampler.step(
                            new EagerOps(scope, 0),
                            EagerOps.networks(weights).of(Sampler.NETWORK),
                            compiled.states().get(t),
                            Torch.filled(scope, 4, t),
                            compiled.noises().get(t),
                            compiled.labels());
                    float[] next = compiled.states().get(t + 1).toFloatArray();
                    assertThat(eager.next().toFloatArray()).containsExactly(next, within(ROUNDING));
                    requireGaussian(compiled, t, next);
                }
            }
        }
    }

    /** The exported graph, from the same first states and noise. */
    @Test
    default void onnxRuntimeDrawsTheSameSamples(@TempDir Path folder) {
        Sampler sampler = sampler();
        Path file = folder.resolve("sampler.onnx");
        try (NDManager root = Torch.open();
                NDManager scope = root.newSubManager()) {
            Weights weights = Weights.initial(root, Sampler.NETWORK, sampler.parameters(), 5);
            OnnxSampler.of(sampler, weights).write(file, "test");
            try (Chain chain = new Chain(root, sampler, weights);
                    OnnxRun run = new OnnxRun(file)) {
                RollOut rollOut = chain.rollOut(scope, new SeededDraws(3).at(0), 4);
                Map<String, HostTensor> fed = new HashMap<>();
                fed.put(
                        OnnxSampler.FIRST,
                        Torch.host(chain.samples(rollOut.states().get(0))));
                if (sampler.readsNoise()) {
                    fed.put(OnnxSampler.NOISE, Torch.host(NDArrays.stack(new NDList(rollOut.noises()))));
                }
                assertThat(run.inputs()).isEqualTo(fed.keySet());
                HostTensor expected = Torch.host(chain.samples(rollOut.last()));
                OnnxRun.requireSame("samples", run.of(fed).get("samples"), expected);
            }
        }
    }

    /** So is a chain of exported steps. */
    @Test
    default void aChainOfStepsInOnnxRuntimeDrawsThem(@TempDir Path folder) {
        Sampler sampler = sampler();
        Path file = folder.resolve("step.onnx");
        try (NDManager root = Torch.open();
                NDManager scope = root.newSubManager()) {
            Weights weights = Weights.initial(root, Sampler.NETWORK, sampler.parameters(), 5);
            OnnxSampler.step(sampler, weights).write(file, "test");
            try (Chain chain = new Chain(root, sampler, weights);
                    OnnxRun run = new OnnxRun(file)) {
                RollOut rollOut = chain.rollOut(scope, new SeededDraws(3).at(0), 4);
                HostTensor x = Torch.host(rollOut.states().get(0));
                for (int t = 0; t < sampler.steps(); t++) {
                    Map<String, HostTensor> fed = new HashMap<>();
                    fed.put("x", x);
                    fed.put("t", HostTensor.of(new long[] {t, t, t, t}, 4));
                    fed.put("noise", Torch.host(rollOut.noises().get(t)));
                    fed.keySet().retainAll(run.inputs());
                    x = run.of(fed).get("next");
                }
                OnnxRun.requireSame("samples", x, Torch.host(rollOut.last()));
            }
        }
    }

    private static void requireGaussian(RollOut rollOut, int t, float[] next) {
        float[] mean = rollOut.means().get(t).toFloatArray();
        float[] std = rollOut.stds().get(t).toFloatArray();
        float[] noise = rollOut.noises().get(t).toFloatArray();
        assertThat(next).hasSameSizeAs(mean);
        for (int i = 0; i < next.length; i++) {
            float deviation = std[i / (next.length / std.length)];
            float expected = deviation == 0 ? mean[i] : mean[i] + deviation * noise[i];
            assertThat(next[i]).isFinite().isCloseTo(expected, within(ROUNDING));
        }
    }

    private static Chain chain(NDManager root, Sampler sampler) {
        return new Chain(root, sampler, Weights.initial(root, Sampler.NETWORK, sampler.parameters(), 5));
    }
}
