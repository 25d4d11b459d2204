package io.dxmi.samplers.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.engine.Compiled;
import io.dxmi.samplers.engine.Computation;
import io.dxmi.samplers.engine.Draws;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.SeededDraws;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Guidance is linear in its scale, from the network without a class at 0 through the network at 1. */
class ClassGuidanceTest {

    private static final SongUnet NETWORK =
            new SongUnet(1, 8, 16, List.of(1, 2), 1, List.of(4), 3, SongUnet.Family.DDPMPP);

    private record Result(StepNetwork network) implements Computation {
        @Override
        public List<String> inputs() {
            return List.of("x", "time", "label");
        }

        @Override
        public <T> List<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
            return List.of(network.of(o, networks.of("net"), in.get(0), in.get(1), in.get(2), null));
        }
    }

    private static Map<String, HostTensor> values(boolean labelled) {
        Map<String, HostTensor> values = new LinkedHashMap<>();
        SplittableRandom random = new SplittableRandom(1);
        for (Parameter p : NETWORK.parameters()) {
            double sd = Math.sqrt((double) p.shape()[0] / p.size());
            float[] numbers = new float[(int) p.size()];
            for (int i = 0; i < numbers.length; i++) numbers[i] = (float) (sd * random.nextGaussian());
            boolean zero = p.name().equals("map_label.weight") && !labelled;
            values.put(p.name(), HostTensor.of(zero ? new float[numbers.length] : numbers, p.shape()));
        }
        return values;
    }

    private static float[] result(StepNetwork network, boolean labelled) {
        try (NDManager root = Torch.open()) {
            Weights weights = Weights.initial(root, "net", network.parameters(), 0);
            weights.set(values(labelled), "test");
            Draws draws = new SeededDraws(3).at(0);
            NDArray x = draws.normal(root, "x", 2, 1, 8, 8);
            NDArray time = Torch.array(root, new float[] {100, 900}, 2);
            NDArray label = Torch.array(root, new long[] {0, 2}, 2);
            try (Compiled compiled = new Compiled(root, new Result(network), weights)) {
                return compiled.call(root, x, time, label).get(0).toFloatArray();
            }
        }
    }

    private static float[] guided(double scale) {
        return result(new ClassGuidance(NETWORK, scale), true);
    }

    @Test
    void isLinearFromNoClassToTheNetworkAndBeyond() {
        float[] none = result(NETWORK, false); // a vector of zeros in place of the class
        float[] network = result(NETWORK, true);
        assertThat(guided(0)).containsExactly(none, within(1e-6f));
        assertThat(guided(1)).containsExactly(network, within(1e-5f));
        float[] three = guided(3);
        double change = 0;
        for (int i = 0; i < three.length; i++) {
            assertThat(three[i]).isCloseTo(none[i] + 3 * (network[i] - none[i]), within(1e-4f));
            change = Math.max(change, Math.abs(network[i] - none[i]));
        }
        assertThat(change).isGreaterThan(1e-2);
    }

    @Test
    void needsANetworkThatKnowsNoClass() {
        StepNetwork always = new AdmUnet(1, 8, 32, List.of(1, 2), 1, List.of(4), 32, 3, true, true);
        assertThatThrownBy(() -> new ClassGuidance(always, 2)).hasMessageContaining("without a class");
        StepNetwork never = new SongUnet(1, 8, 16, List.of(1, 2), 1, List.of(4), 0, SongUnet.Family.DDPMPP);
        assertThat(never.withoutClass()).isEmpty();
    }
}
