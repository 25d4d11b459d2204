package io.dxmi.gcd.negative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.data.DataSet;
import io.dxmi.samplers.data.FiniteSource;
import io.dxmi.samplers.data.Split;
import io.dxmi.samplers.engine.Draws;
import io.dxmi.samplers.engine.SeededDraws;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.net.LeakyReluMlp;
import io.dxmi.samplers.sample.Chain;
import io.dxmi.samplers.sample.MapSampler;
import io.dxmi.samplers.sample.Sampler;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MappedSourceTest {

    private static final int ROWS = 24;
    private static final int BATCH = 4;

    /** An epoch of six batches is two iterations of three. */
    private static final int BATCHES = 3;

    private static MappedSource open(NDManager root) {
        MapSampler map = new MapSampler(new LeakyReluMlp(2, 4, 2, 2), new long[] {1}, true);
        Weights weights = Weights.initial(root, Sampler.NETWORK, map.parameters(), 0);
        float[] values = new float[ROWS];
        for (int i = 0; i < ROWS; i++) values[i] = i;
        DataSet rows = new DataSet("rows", values, 1);
        return new MappedSource(new Chain(root, map, weights), new FiniteSource(new Split(rows, rows)), 5, BATCHES);
    }

    private static List<Float> starts(MappedSource source, NDManager root, long iteration) {
        List<Float> starts = new ArrayList<>();
        try (NDManager scope = root.newSubManager()) {
            Draws draws = new SeededDraws(5).at(iteration);
            for (int k = 0; k < BATCHES; k++) {
                float[] x = source.rollOut(scope, BATCH, draws.part("map " + k), k)
                        .states()
                        .get(0)
                        .toFloatArray();
                for (float value : x) starts.add(value);
            }
        }
        return starts;
    }

    @Test
    void everyEpochVisitsEachRowOnceInAnotherOrder() {
        try (NDManager root = Torch.open();
                MappedSource source = open(root)) {
            List<List<Float>> epochs = new ArrayList<>();
            for (int e = 0; e < 3; e++) {
                List<Float> epoch = new ArrayList<>(starts(source, root, 2L * e));
                epoch.addAll(starts(source, root, 2L * e + 1));
                assertThat(epoch)
                        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, ROWS)
                                .mapToObj(i -> (float) i)
                                .toList());
                epochs.add(epoch);
            }
            assertThat(epochs).doesNotHaveDuplicates();
        }
    }

    @Test
    void batchesAreAFunctionOfTheIteration() {
        try (NDManager root = Torch.open();
                MappedSource source = open(root);
                MappedSource resumed = open(root)) {
            for (int i = 0; i < 7; i++) starts(source, root, i);
            assertThat(starts(resumed, root, 7)).isEqualTo(starts(source, root, 7));
        }
    }

    @Test
    void anIterationHasNoMoreBatches() {
        try (NDManager root = Torch.open();
                MappedSource source = open(root)) {
            Draws draws = new SeededDraws(5).at(0);
            assertThatThrownBy(() -> source.rollOut(root, BATCH, draws, BATCHES))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> source.rollOut(root, BATCH, new SeededDraws(5).perRow(0), 0))
                    .isInstanceOf(IllegalStateException.class);
        }
    }
}
