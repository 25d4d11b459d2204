package io.dxmi.samplers.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.engine.train.Adam;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.engine.train.Update;
import io.dxmi.samplers.net.layer.Conv2d;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResampledKernelsTest {

    @ParameterizedTest
    @CsvSource({"8,8", "7,9", "3,4"})
    void poolingInsideIsPoolingAfterwards(long height, long width) {
        try (NDManager root = Torch.open()) {
            Draws draws = new SeededDraws(1).at(0);
            NDArray x = draws.normal(root, "x", 2, 16, height, width);
            NDArray w = draws.normal(root, "w", 32, 16, 3, 3);
            EagerOps o = new EagerOps(root, 0);
            NDArray apart = o.avgPool2(o.conv2d(x, w, new long[] {32, 16, 3, 3}, 1, 1));
            NDArray fused = o.conv2d(x, ResampledKernels.pooled(o, w, 32, 16), new long[] {32, 16, 4, 4}, 2, 1);
            assertThat(fused.getShape()).isEqualTo(apart.getShape());
            assertThat(fused.toFloatArray()).containsExactly(apart.toFloatArray(), within(2e-5f));
        }
    }

    /** Mean square of a convolution, of images in either layout. */
    private record Squares(boolean channelsLast) implements Loss {
        @Override
        public List<String> inputs() {
            return List.of("x");
        }

        @Override
        public <T> Value<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
            Params<T> p = networks.of("net");
            T x = channelsLast ? o.channelsLast(in.get(0)) : in.get(0);
            T y = o.conv2d(x, p.get("a.weight"), p.get("a.bias"), new long[] {32, 16, 3, 3}, 1, 1);
            return new Value<>(o.mean(o.square(y)), Map.of());
        }
    }

    @Test
    void anImagesLayoutDoesNotChangeWhereAdamGoes() {
        try (NDManager root = Torch.open()) {
            NDArray x = new SeededDraws(1).at(0).normal(root, "x", 2, 16, 6, 6);
            float[][] after = new float[2][];
            for (int i = 0; i < 2; i++) {
                Weights weights = Weights.initial(root, "net", new Conv2d("a", 16, 32, 3).parameters(), 5);
                try (Learner learner = new Learner(root, weights, Adam.of(0.01))) {
                    Update update = learner.compile(new Squares(i == 1));
                    for (int k = 0; k < 3; k++) update.apply(x);
                }
                after[i] = weights.get("a.weight").toFloatArray();
            }
            assertThat(after[1]).containsExactly(after[0], within(1e-4f));
        }
    }
}
