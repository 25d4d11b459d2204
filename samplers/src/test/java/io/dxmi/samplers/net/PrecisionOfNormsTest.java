package io.dxmi.samplers.net;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.engine.Compiled;
import io.dxmi.samplers.engine.Computation;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.engine.Precision;
import io.dxmi.samplers.engine.SeededDraws;
import io.dxmi.samplers.engine.Torch;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Normalisations that are written with products are no layers: bfloat16 does not round them. */
class PrecisionOfNormsTest {

    private static final Computation NORMS = new Computation() {
        @Override
        public List<String> inputs() {
            return List.of("x", "w");
        }

        @Override
        public <T> List<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
            Params<T> weight = new Params<>(name -> in.get(1));
            Params<T> gain = new Params<>(name -> o.reshape(o.constant(1, 2, 3, 4), 1, 4, 1, 1));
            return List.of(
                    WeightNorm.SPECTRAL.weight(o, weight, 4, 4, 3, 3),
                    new DdpLayers.RmsNorm("a", 4).of(o, gain, in.get(0)));
        }
    };

    private static List<float[]> norms(NDManager root) {
        NDArray x = new SeededDraws(4).at(0).normal(root, "x", 2, 4, 6, 8);
        NDArray w = new SeededDraws(4).at(0).normal(root, "w", 4, 4, 3, 3);
        try (Compiled compiled = new Compiled(root, NORMS)) {
            return compiled.call(root, x, w).stream().map(Torch::floats).toList();
        }
    }

    @Test
    void normsAreEqual() {
        try (NDManager root = Torch.open()) {
            List<float[]> whole = norms(root);
            Precision.BF16.use();
            List<float[]> half = norms(root);
            for (int i = 0; i < 2; i++) assertThat(half.get(i)).isEqualTo(whole.get(i));
        } finally {
            Precision.FP32.use();
        }
    }
}
