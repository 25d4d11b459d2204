package io.dxmi.runs.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.dxmi.samplers.engine.train.Workers;
import io.dxmi.samplers.tensor.HostTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LocalStepsTest {

    /** Two more workers, whose values are larger by 3 and by 6. */
    private static final class Others implements Workers {

        private final List<Integer> sums = new ArrayList<>();

        @Override
        public int rank() {
            return 0;
        }

        @Override
        public int count() {
            return 3;
        }

        @Override
        public void sum(ByteBuffer floats) {
            sums.add(floats.remaining());
            assertThat(floats.isDirect()).isTrue();
            ByteBuffer memory = floats.slice().order(ByteOrder.nativeOrder());
            for (int i = 0; i < memory.limit(); i += Float.BYTES) memory.putFloat(i, 3 * memory.getFloat(i) + 9);
        }

        @Override
        public byte[] ofFirst(byte[] content) {
            return content;
        }
    }

    private final Others others = new Others();

    private Map<String, HostTensor> averaged(Map<String, HostTensor> state) {
        Map<String, HostTensor> found = new LinkedHashMap<>();
        LocalSteps steps = new LocalSteps(others, 2, 0, () -> state, found::putAll);
        assertThat(steps.after(1, true, false)).isFalse();
        assertThat(steps.after(2, true, false)).isTrue();
        return found;
    }

    @Test
    void allTensorsOfTheNetworksAreAveragedByOneSum() {
        Map<String, HostTensor> state = new LinkedHashMap<>();
        state.put("energy/weights/a", HostTensor.of(new float[] {1, 2, 3, 4}, 2, 2));
        state.put("energy/adam.step", HostTensor.of(new long[] {7}));
        state.put("negatives/chains", HostTensor.of(new float[] {5}, 1));
        state.put("monitor/lasting", HostTensor.of(new float[] {6}, 1));
        state.put("sampler/adam.v/b", HostTensor.of(new float[] {-1}));
        Map<String, HostTensor> found = averaged(state);
        assertThat(others.sums).containsExactly(5 * Float.BYTES);
        assertThat(found.keySet()).containsExactlyElementsOf(state.keySet());
        assertThat(found.get("energy/weights/a").shape()).containsExactly(2, 2);
        assertThat(found.get("energy/weights/a").toDoubles()).containsExactly(4, 5, 6, 7);
        assertThat(found.get("sampler/adam.v/b").toDoubles()).containsExactly(2);
        for (String own : List.of("energy/adam.step", "negatives/chains", "monitor/lasting")) {
            assertThat(found.get(own)).isSameAs(state.get(own));
        }
    }

    @Test
    void largeStatesAreSummedInBlocks() {
        Map<String, HostTensor> state = new LinkedHashMap<>();
        int size = 25 << 20; // floats: 100 MiB
        for (int k = 0; k < 3; k++) state.put("sampler/weights/" + k, HostTensor.of(new float[size], size));
        Map<String, HostTensor> found = averaged(state);
        assertThat(others.sums).containsExactly(2 * Float.BYTES * size, Float.BYTES * size);
        for (HostTensor tensor : found.values()) {
            byte[] last = Arrays.copyOfRange(tensor.data(), tensor.data().length - Float.BYTES, tensor.data().length);
            assertThat(new HostTensor(tensor.dtype(), new long[] {1}, last).toDoubles())
                    .containsExactly(3);
        }
    }
}
