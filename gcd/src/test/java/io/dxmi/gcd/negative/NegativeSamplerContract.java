package io.dxmi.gcd.negative;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.gcd.energy.Energy;
import io.dxmi.gcd.energy.MixtureEnergy;
import io.dxmi.samplers.engine.SeededDraws;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every source of negative samples does: it draws as many as there are data, the same for the same state and draws, and
 * its state is all that it remembers. An implementation joins with a subclass that says how to make one.
 */
public abstract class NegativeSamplerContract {

    /** Shape of the data of a draw. */
    protected static final int BATCH = 8;

    protected static final int DIMENSIONS = 2;

    /** An energy for samplers that follow one. */
    protected static final Energy ENERGY = new MixtureEnergy(new double[][] {{1, 0}, {-1, 2}}, 0.9);

    private NDManager root;
    private NDArray data;
    private NDArray labels;

    /** A sampler of negatives of shape (2). */
    protected abstract NegativeSampler create(NDManager root);

    /** Weights of {@link #ENERGY}. */
    protected static Weights energyWeights(NDManager root) {
        return Weights.initial(root, Energy.NETWORK, ENERGY.parameters(), 0);
    }

    @BeforeEach
    void open() {
        root = Torch.open();
        data = new SeededDraws(1).at(0).normal(root, "data", BATCH, DIMENSIONS);
        labels = Torch.filled(root, BATCH, 0);
    }

    @AfterEach
    void close() {
        root.close();
    }

    private float[] draw(NegativeSampler sampler, long iteration) {
        try (NDManager scope = root.newSubManager()) {
            Negatives negatives = sampler.draw(scope, data, labels, new SeededDraws(4).at(iteration));
            assertThat(negatives.samples().getShape().getShape()).containsExactly(BATCH, DIMENSIONS);
            negatives
                    .rollOut()
                    .ifPresent(path -> assertThat(path.last().toFloatArray())
                            .isEqualTo(negatives.samples().toFloatArray()));
            assertThat(negatives.logged().values()).allMatch(value -> Double.isFinite(value.read()));
            return negatives.samples().toFloatArray();
        }
    }

    @Test
    void theDrawsDecideTheNegatives() {
        float[] before = data.toFloatArray();
        try (NegativeSampler one = create(root);
                NegativeSampler other = create(root)) {
            float[] drawn = draw(one, 0);
            for (float value : drawn) assertThat(value).isFinite();
            assertThat(draw(other, 0)).isEqualTo(drawn);
            assertThat(draw(one, 1)).isNotEqualTo(drawn).isEqualTo(draw(other, 1));
            assertThat(one.evaluations()).isNotNegative();
        }
        assertThat(data.toFloatArray()).isEqualTo(before);
    }

    @Test
    void theStateIsAllThatIsRemembered() {
        try (NegativeSampler first = create(root);
                NegativeSampler resumed = create(root)) {
            draw(first, 0);
            draw(first, 1);
            Map<String, HostTensor> state = new LinkedHashMap<>(first.state());
            float[] next = draw(first, 2);
            draw(resumed, 7);
            resumed.restore(state);
            assertThat(draw(resumed, 2)).isEqualTo(next);
        }
    }

    @Test
    void drawingLeavesNoArraysBehind() {
        try (NegativeSampler sampler = create(root)) {
            draw(sampler, 0);
            int before = root.getManagedArrays().size();
            for (int i = 1; i < 5; i++) draw(sampler, i);
            assertThat(root.getManagedArrays()).hasSize(before);
        }
    }
}
