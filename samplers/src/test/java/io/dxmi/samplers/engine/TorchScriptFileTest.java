package io.dxmi.samplers.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.NoopTranslator;
import io.dxmi.samplers.net.ConvDenoiser;
import io.dxmi.samplers.net.FourierFeatures;
import io.dxmi.samplers.net.StepTable;
import io.dxmi.samplers.net.TimeMlp;
import io.dxmi.samplers.sample.Chain;
import io.dxmi.samplers.sample.GaussianSampler;
import io.dxmi.samplers.sample.Sampler;
import io.dxmi.samplers.schedule.GeometricSchedule;
import io.dxmi.samplers.schedule.Prediction;
import io.dxmi.samplers.schedule.StepCoefficients;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that were written are loaded through DJL's own classes alone and give what the toolkit gives. */
class TorchScriptFileTest {

    @TempDir
    private Path folder;

    private static Stream<Sampler> samplers() {
        StepCoefficients steps = StepCoefficients.ddpmPosterior(new GeometricSchedule(4, 10, 0.05), Prediction.NOISE);
        return Stream.of(
                new GaussianSampler(
                        new TimeMlp(new FourierFeatures(2, 8, 1), 16, 2, 2, new StepTable(4)),
                        new long[] {2},
                        steps,
                        4),
                new GaussianSampler(new ConvDenoiser(1, 8), new long[] {1, 8, 8}, steps, 3));
    }

    @ParameterizedTest
    @MethodSource("samplers")
    void aWholeChainGivesTheSameSamplesForTheSameSeed(Sampler sampler) throws Exception {
        try (NDManager root = Torch.open()) {
            Weights weights = Weights.initial(root, Sampler.NETWORK, sampler.parameters(), 7);
            Path file = folder.resolve("sampler.pt");
            Chain.export(file, sampler, weights);
            try (Chain chain = new Chain(root, sampler, weights);
                    ZooModel<NDList, NDList> model = load(file);
                    Predictor<NDList, NDList> predictor = model.newPredictor()) {
                for (long seed : new long[] {0, 1, -5, 123_456_789_012_345L}) {
                    float[] expected = chain.sample(root, new SeededDraws(seed).perRow(0), 5)
                            .toFloatArray();
                    NDList inputs = new NDList(root.create(new long[] {seed}), root.create(new long[] {5}));
                    float[] came = predictor.predict(inputs).get(0).toFloatArray();
                    // kernels may choose another order of summation for another place in memory
                    assertThat(came).containsExactly(expected, within(1e-4f));
                }
                assertThat(model.getBlock().getParameters()).isNotNull();
            }
        }
    }

    @Test
    void aFunctionGivesTheSameNumbers() throws Exception {
        Computation square = new Computation() {
            @Override
            public List<String> inputs() {
                return List.of("x");
            }

            @Override
            public <T> List<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
                T w = networks.of("net").in("layer.0").get("weight");
                return List.of(o.sum(o.mul(o.mul(in.get(0), w), o.constant(1, 2, 3))));
            }
        };
        try (NDManager root = Torch.open()) {
            Weights weights = Weights.initial(root, "net", List.of(Parameter.values("layer.0.weight", 1, 10, 100)), 0);
            Path file = folder.resolve("function.pt");
            TorchScriptFile.function(file, square, weights);
            try (ZooModel<NDList, NDList> model = load(file);
                    Predictor<NDList, NDList> predictor = model.newPredictor()) {
                NDArray out = predictor
                        .predict(new NDList(root.create(new float[] {1, 2, 3})))
                        .get(0);
                assertThat(out.toFloatArray()).containsExactly(1 + 40 + 900);
            }
        }
    }

    @Test
    void whatNeedsTheToolkitIsNotExported() {
        Computation noise = new Computation() {
            @Override
            public List<String> inputs() {
                return List.of("x");
            }

            @Override
            public <T> List<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
                return List.of(o.normalLike(in.get(0)));
            }
        };
        assertThatThrownBy(() -> TorchScriptFile.function(folder.resolve("noise.pt"), noise))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static ZooModel<NDList, NDList> load(Path file) throws Exception {
        return Criteria.builder()
                .setTypes(NDList.class, NDList.class)
                .optModelPath(file)
                .optEngine("PyTorch")
                .optTranslator(new NoopTranslator())
                .build()
                .loadModel();
    }
}
