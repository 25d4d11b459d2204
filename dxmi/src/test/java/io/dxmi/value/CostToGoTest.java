package io.dxmi.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.gcd.energy.Energy;
import io.dxmi.gcd.path.BrownianPath;
import io.dxmi.gcd.path.ForwardKernel;
import io.dxmi.samplers.engine.Compiled;
import io.dxmi.samplers.engine.Computation;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.sample.Transition;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Costs against numbers worked out by hand: two dimensions, T = 2, E(x) = mean x^2, V(x, t) = 10 + t. */
class CostToGoTest {

    private static final float[] X = {1, 2, 0, 1, -1, 1};
    private static final float[] NEXT = {0, 1, 2, 2, 1, -1};
    private static final long[] T = {0, 1, 1};
    private static final float[] STD = {0.5f, 2, 1};
    private static final float[] VELOCITY = {0.5f, 2};

    private NDManager root;

    @BeforeEach
    void open() {
        root = Torch.open();
    }

    @AfterEach
    void close() {
        root.close();
    }

    private static final Energy SQUARE = new Energy() {
        @Override
        public List<Parameter> parameters() {
            return List.of();
        }

        @Override
        public <T> T of(Ops<T> o, Params<T> p, T x) {
            return o.meanPerSample(o.square(x));
        }
    };

    private static final ValueFunction TEN_AND_T = new ValueFunction() {
        @Override
        public <T> T at(Ops<T> o, Networks<T> networks, T x, T t) {
            return o.addScalar(o.toFloat(t), 10);
        }
    };

    private float[] cost(CostToGo cost) {
        Computation computation = new Computation() {
            @Override
            public List<String> inputs() {
                return List.of("x", "next", "std", "t", "velocity");
            }

            @Override
            public <T> List<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
                Transition<T> move =
                        new Transition<>(in.get(0), null, in.get(2), o.log(in.get(2)), in.get(1), in.get(3), in.get(3));
                return List.of(cost.of(o, networks, move, in.get(4)));
            }
        };
        Weights none = Weights.initial(root, Energy.NETWORK, List.of(Parameter.constant("unused", 0, 1)), 0);
        try (Compiled compiled = new Compiled(root, computation, none)) {
            NDArray x = Torch.array(root, X, 3, 2);
            NDArray next = Torch.array(root, NEXT, 3, 2);
            NDArray std = Torch.array(root, STD, 3);
            return compiled.call(root, x, next, std, Torch.array(root, T, 3), Torch.array(root, VELOCITY, 2))
                    .get(0)
                    .toFloatArray();
        }
    }

    private static final ValueFunction SEPARATE = new SeparateValue(TEN_AND_T, SQUARE, 2);
    private static final double[] NONE = {0, 0};

    @Test
    void atTheEndTheValueIsTheEnergy() {
        assertThat(cost(new CostToGo(SEPARATE, new BrownianPath(), NONE, NONE, NONE)))
                .containsExactly(new float[] {11, 4, 1}, within(1e-6f));
    }

    @Test
    void runningCostAndEntropyCountOnlyAtTheStepsTheyAreWeightedIn() {
        // Brownian cost: row 0 |(1,1)|^2 / 2 / (2 * 0.5) = 1; row 1 |(2,1)|^2 / 2 / 4 = 0.625; row 2 (4 + 4) / 2 / 4 =
        // 1
        CostToGo all =
                new CostToGo(SEPARATE, new BrownianPath(), NONE, CostToGo.weights(2, 2, 0), CostToGo.weights(2, 3, 0));
        float half = (float) Math.log(0.5);
        float two = (float) Math.log(2);
        assertThat(cost(all))
                .containsExactly(new float[] {11 + 2 - 3 * half, 4 + 1.25f - 3 * two, 1 + 2}, within(1e-5f));
        CostToGo notLast =
                new CostToGo(SEPARATE, new BrownianPath(), NONE, CostToGo.weights(2, 2, 1), CostToGo.weights(2, 3, 1));
        assertThat(cost(notLast)).containsExactly(new float[] {11 + 2 - 3 * half, 4, 1}, within(1e-5f));
    }

    @Test
    void theForwardKernelComparesTheNoisedNextState() {
        // beta 0.75: shrink 0.5, weight 1/1.5; beta 0: cannot occur, beta 0.36: shrink 0.8, weight 1/0.72
        ForwardKernel kernel = new ForwardKernel(new double[] {0.75, 0.36}, 2);
        CostToGo cost = new CostToGo(SEPARATE, kernel, NONE, CostToGo.weights(2, 1, 0), NONE);
        double row0 = (1 + 1.5 * 1.5) / 2 / 1.5;
        double row1 = (1.6 * 1.6 + 0.6 * 0.6) / 2 / 0.72;
        double row2 = (1.8 * 1.8 + 1.8 * 1.8) / 2 / 0.72;
        assertThat(cost(cost))
                .containsExactly(
                        new float[] {(float) (11 + row0), (float) (4 + row1), (float) (1 + row2)}, within(1e-5f));
    }

    @Test
    void theSigmoidTimeCostIsABumpAroundTheMiddle() {
        double[] cost = CostToGo.sigmoidTimeCost(10, 1);
        assertThat(cost[4]).isCloseTo(1 / (1 + Math.exp(-1)) - 0.5, within(1e-12));
        assertThat(cost[5]).isCloseTo(cost[4], within(1e-12));
        assertThat(cost[0]).isLessThan(cost[4]);
        assertThat(cost[9]).isLessThan(cost[4]);
    }
}
