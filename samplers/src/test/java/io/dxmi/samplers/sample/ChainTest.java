package io.dxmi.samplers.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.engine.SeededDraws;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.net.ConvDenoiser;
import io.dxmi.samplers.net.FourierFeatures;
import io.dxmi.samplers.net.StepTable;
import io.dxmi.samplers.net.TimeMlp;
import io.dxmi.samplers.schedule.GeometricSchedule;
import io.dxmi.samplers.schedule.Prediction;
import io.dxmi.samplers.schedule.StepCoefficients;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every sampler owes its callers. */
class ChainTest {

    /** Other batch sizes may take other code paths of the same convolution or product; float32 rounding only. */
    private static final float TOLERANCE = 1e-5f;

    static List<Sampler> samplers() {
        StepCoefficients data = StepCoefficients.ddpmPosterior(GeometricSchedule.of(4), Prediction.DATA)
                .withLastStd(0.03);
        StepCoefficients noise = StepCoefficients.ddpmPosterior(GeometricSchedule.of(3), Prediction.NOISE)
                .withLastStd(0.1);
        TimeMlp mlp = new TimeMlp(FourierFeatures.none(2), 16, 2, 2, new StepTable(4));
        return List.of(
                new GaussianSampler(mlp, new long[] {2}, data, 3),
                new GaussianSampler(mlp, new long[] {2}, data, 0),
                new GaussianSampler(new ConvDenoiser(1, 8), new long[] {1, 8, 8}, noise, 3));
    }

    @ParameterizedTest
    @MethodSource("samplers")
    void aFewRowsAtATimeMakeTheSameTrajectories(Sampler sampler) {
        try (NDManager root = Torch.open();
                NDManager scope = root.newSubManager()) {
            Weights weights = Weights.initial(root, Sampler.NETWORK, sampler.parameters(), 5);
            try (Chain whole = new Chain(root, sampler, weights);
                    Chain cut = new Chain(root, sampler, 4, weights)) {
                SeededDraws draws = new SeededDraws(9);
                int kept = root.getManagedArrays().size();
                RollOut all = whole.rollOut(scope, draws.at(1), 6);
                int more = root.getManagedArrays().size() - kept;
                RollOut parts = cut.rollOut(scope, draws.at(1), 6);
                assertThat(root.getManagedArrays()).as("no part is left").hasSize(kept + 2 * more);
                for (int t = 0; t < sampler.steps(); t++) {
                    float[] expected = all.states().get(t + 1).toFloatArray();
                    assertThat(parts.states().get(t + 1).toFloatArray()).containsExactly(expected, within(TOLERANCE));
                    assertThat(parts.stds().get(t).toFloatArray())
                            .isEqualTo(all.stds().get(t).toFloatArray());
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("samplers")
    void keepsTheContract(Sampler sampler) {
        try (NDManager root = Torch.open();
                NDManager scope = root.newSubManager()) {
            Weights weights = Weights.initial(root, Sampler.NETWORK, sampler.parameters(), 5);
            try (Chain chain = new Chain(root, sampler, weights)) {
                SeededDraws draws = new SeededDraws(9);
                RollOut rollOut = chain.rollOut(scope, draws.at(1), 6);
                assertThat(rollOut.states()).hasSize(sampler.steps() + 1);
                assertThat(rollOut.stds().get(0).getShape().getShape()).containsExactly(6);
                assertThat(rollOut.last().getManager()).isEqualTo(scope);
                assertThat(chain.rollOut(scope, draws.at(1), 6).last().toFloatArray())
                        .as("same seed, same bits")
                        .isEqualTo(rollOut.last().toFloatArray());

                int kept = root.getManagedArrays().size();
                NDArray six = chain.sample(scope, draws.perRow(0), 6);
                NDArray one = chain.sample(scope, draws.perRow(4), 1);
                assertThat(root.getManagedArrays())
                        .as("the way there is freed, the two results are not")
                        .hasSize(kept + 2);
                float[] all = six.toFloatArray();
                int d = all.length / 6;
                assertThat(one.toFloatArray())
                        .as("sample 4 is the same alone")
                        .containsExactly(Arrays.copyOfRange(all, 4 * d, 5 * d), within(TOLERANCE));
            }
        }
    }
}
