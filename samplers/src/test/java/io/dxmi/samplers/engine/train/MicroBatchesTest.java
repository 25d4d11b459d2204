package io.dxmi.samplers.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.engine.Draws;
import io.dxmi.samplers.engine.Loss;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.SeededDraws;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A step in parts is the step of the whole batch, whether or not the parts are equal. */
class MicroBatchesTest {

    /** {@code mean (scale (x . w) - y)^2}; the scale is one number for all rows. */
    private static final Loss LOSS = new Loss() {
        @Override
        public List<String> inputs() {
            return List.of("scale", "x", "y");
        }

        @Override
        public List<String> shared() {
            return List.of("scale");
        }

        @Override
        public <T> Value<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
            T guess = o.mul(o.linear(in.get(1), networks.of("net").get("w")), in.get(0));
            T error = o.square(o.sub(guess, in.get(2)));
            return new Value<>(o.mean(error), Map.of("guess", o.mean(guess)));
        }
    };

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 7, 12})
    void partsAddUp(int micro) {
        try (NDManager root = Torch.open()) {
            Draws draws = new SeededDraws(3).at(0);
            NDArray x = draws.normal(root, "x", 12, 5);
            NDArray y = draws.normal(root, "y", 12, 2);
            NDArray scale = Torch.array(root, new float[] {1.5f, 0.5f}, 2);
            List<Parameter> parameters = List.of(Parameter.normal("w", 1, 2, 5));
            Adam adam = Adam.of(0.01).withClip(0.5);
            try (Learner whole = new Learner(root, Weights.initial(root, "net", parameters, 1), adam);
                    Learner cut = new Learner(root, Weights.initial(root, "net", parameters, 1), adam, micro)) {
                Update one = whole.compile(LOSS);
                Update many = cut.compile(LOSS);
                for (int i = 0; i < 3; i++) {
                    Stats expected = one.apply(scale, x, y);
                    Stats stats = many.apply(scale, x, y);
                    assertThat(stats.loss()).isCloseTo(expected.loss(), within(1e-5));
                    assertThat(stats.gradNorm()).isCloseTo(expected.gradNorm(), within(1e-5));
                    assertThat(stats.logged().get("guess"))
                            .isCloseTo(expected.logged().get("guess"), within(1e-5));
                }
                assertThat(cut.weights().get("w").toFloatArray())
                        .containsExactly(whole.weights().get("w").toFloatArray(), within(2e-6f));
            }
        }
    }
}
