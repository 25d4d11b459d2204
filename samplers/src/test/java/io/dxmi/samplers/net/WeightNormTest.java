package io.dxmi.samplers.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.engine.EagerOps;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.engine.SeededDraws;
import io.dxmi.samplers.engine.Torch;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WeightNormTest {

    /** A weight of known singular values: two reflections around a diagonal. */
    @Test
    void spectralNormDividesByTheLargestSingularValue() {
        int n = 12;
        double[] singular = new double[n];
        for (int i = 0; i < n; i++) singular[i] = 3.5 * Math.pow(0.95, i);
        double[][] left = reflection(n, 0.7);
        double[][] right = reflection(n, 1.9);
        float[] w = new float[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                for (int k = 0; k < n; k++) w[i * n + j] += (float) (left[i][k] * singular[k] * right[k][j]);
            }
        }
        try (NDManager root = Torch.open()) {
            NDArray weight = Torch.array(root, w, n, 3, 2, 2);
            float[] out = WeightNorm.SPECTRAL
                    .weight(new EagerOps(root, 0), new Params<>(Map.of("weight_orig", weight)::get), n, 3, 2, 2)
                    .toFloatArray();
            for (int i = 0; i < w.length; i++) assertThat(out[i]).isCloseTo((float) (w[i] / 3.5), within(2e-6f));
        }
    }

    /** A linear energy through normalised layers changes by no more than its input does. */
    @Test
    void aNormalisedLayerHasSlopeOne() {
        try (NDManager root = Torch.open()) {
            NDArray w = new SeededDraws(4).at(0).normal(root, "w", 5, 8);
            EagerOps o = new EagerOps(root, 0);
            NDArray unit = WeightNorm.SPECTRAL.weight(o, new Params<>(Map.of("weight_orig", w)::get), 5, 8);
            NDArray x = new SeededDraws(4).at(0).normal(root, "x", 200, 8);
            float[] before = x.mul(x).sum(new int[] {1}).toFloatArray();
            NDArray y = o.linear(x, unit);
            float[] after = y.mul(y).sum(new int[] {1}).toFloatArray();
            for (int i = 0; i < before.length; i++) assertThat(after[i]).isLessThanOrEqualTo(before[i] * 1.00001f);
        }
    }

    private static double[][] reflection(int n, double seed) {
        double[] v = new double[n];
        double square = 0;
        for (int i = 0; i < n; i++) {
            v[i] = Math.cos(seed * (i + 1));
            square += v[i] * v[i];
        }
        double[][] h = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) h[i][j] = (i == j ? 1 : 0) - 2 * v[i] * v[j] / square;
        }
        return h;
    }
}
