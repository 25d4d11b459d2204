package io.dxmi.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.NoopTranslator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dxmi.cli.Processes.Result;
import io.dxmi.runs.OpenRun;
import io.dxmi.runs.UntrainedRun;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.checkpoint.CheckpointFile;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.Npz;
import io.dxmi.samplers.tensor.TensorFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sampling and exporting a run of images and one of points, in processes of their own. */
@Tag("slow")
class SampleCommandTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The numbers are the same; kernels may choose another order of summation for another place in memory. */
    private static final Offset<Float> ROUNDING = within(1e-4f);

    @TempDir
    Path folder;

    private JsonNode succeed(String... arguments) throws Exception {
        Result result = new Processes(Main.class, folder).run(arguments);
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out().lines()).hasSize(1);
        return JSON.readTree(result.out());
    }

    @Test
    void imagesAreTheSameInEveryFormatAtEveryBatchSizeAndWhenContinued() throws Exception {
        UntrainedRun.write(
                folder.resolve("run"),
                "digits",
                "sampler.network.width=8",
                "energy.network.width=8",
                "value.network.width=8");
        succeed("sample", "run", "-n", "4", "--seed", "3", "--out", "images", "--quiet");
        Path third = folder.resolve("images/000002.png");
        byte[] before = Files.readAllBytes(third);
        Files.delete(folder.resolve("images/000003.png")); // as if the process had been stopped there
        JsonNode more =
                succeed("sample", "run", "-n", "6", "--seed", "3", "--out", "images", "--batch", "2", "--quiet");
        assertThat(more.path("from_before").asInt()).as("whole batches").isEqualTo(2);
        assertThat(third).hasBinaryContent(before);
        try (Stream<Path> files = Files.list(folder.resolve("images"))) {
            assertThat(files.filter(f -> f.toString().endsWith(".png"))).hasSize(6);
        }

        succeed("sample", "run", "-n", "6", "--seed", "3", "--out", "all.npz", "--quiet");
        HostTensor all = Npz.read(folder.resolve("all.npz")).get("arr_0");
        assertThat(all.shape()).containsExactly(6, 8, 8, 1);
        for (int i = 0; i < 6; i++) {
            int[] pixels = ImageIO.read(
                            folder.resolve("images/00000" + i + ".png").toFile())
                    .getRaster()
                    .getPixels(0, 0, 8, 8, (int[]) null);
            double[] expected =
                    Arrays.stream(all.toDoubles(), i * 64, (i + 1) * 64).toArray();
            for (int k = 0; k < 64; k++) assertThat((double) pixels[k]).isCloseTo(expected[k], within(1.0)); // rounding
        }

        JsonNode guided =
                succeed("sample", "run", "-n", "6", "--seed", "3", "--guidance", "5", "--out", "guided.npz", "--quiet");
        assertThat(guided.path("guidance").asDouble()).isEqualTo(5);
        assertThat(Npz.read(folder.resolve("guided.npz")).get("arr_0").data()).isNotEqualTo(all.data());

        Result other =
                new Processes(Main.class, folder).run("sample", "run", "-n", "9", "--seed", "4", "--out", "images");
        assertThat(other.code()).isEqualTo(2);
        assertThat(other.err().lines()).hasSize(1);
        assertThat(other.err()).contains("seed 3").contains("seed 4");
    }

    @Test
    void aSolverDrawsWithTheRunsNetwork() throws Exception {
        UntrainedRun.write(
                folder.resolve("run"),
                "digits",
                "sampler.network.width=8",
                "energy.network.width=8",
                "value.network.width=8");
        succeed("sample", "run", "-n", "3", "--out", "own.safetensors", "--quiet");
        succeed("sample", "run", "-n", "3", "--solver", "ddpm", "--out", "ddpm.safetensors", "--quiet");
        assertThat(folder.resolve("ddpm.safetensors")).hasSameBinaryContentAs(folder.resolve("own.safetensors"));
        for (String solver : new String[] {"ddim", "heun", "dpm++", "euler"}) {
            JsonNode drawn = succeed(
                    "sample",
                    "run",
                    "-n",
                    "3",
                    "--solver",
                    solver,
                    "--steps",
                    "6",
                    "--out",
                    solver + ".safetensors",
                    "--quiet");
            assertThat(drawn.path("solver").asText()).isEqualTo(solver);
            assertThat(drawn.path("steps").asInt()).isEqualTo(6);
        }
        UntrainedRun.write(
                folder.resolve("points"), "8gaussians", "sampler.network.width=16", "energy.network.width=16");
        succeed("sample", "points", "-n", "3", "--solver", "heun", "--out", "heun.csv", "--quiet");
        Result refused = new Processes(Main.class, folder).run("sample", "points", "--solver", "heun", "--steps", "6");
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err().lines()).hasSize(1);
        assertThat(refused.err()).contains("dxmi: --steps must be 5: with sampler.schedule.kind=geometric");
    }

    @Test
    void anExportedRunSamplesAndScoresThroughDjlAlone() throws Exception {
        UntrainedRun.write(
                folder.resolve("points"),
                "8gaussians",
                "sampler.network.width=16",
                "energy.network.width=16",
                "value.network.width=16");
        UntrainedRun.write(
                folder.resolve("digits"),
                "digits",
                "sampler.network.width=8",
                "energy.network.width=8",
                "value.network.width=8");
        for (String run : new String[] {"points", "digits"}) {
            JsonNode exported = succeed("export", run, "--format", "torchscript", "--out", run + "-ts");
            try (OpenRun opened = OpenRun.open(folder.resolve(run), Device.cpu());
                    NDManager manager = Torch.open()) {
                float[] expected = opened.trained().sample(11, 0, 5, Progress.NONE);
                NDList seed = new NDList(manager.create(new long[] {11}), manager.create(new long[] {5}));
                float[] samples = run(exported.at("/paths/sampler"), seed);
                assertThat(samples).hasSameSizeAs(expected);
                assertThat(samples).containsExactly(expected, ROUNDING);

                long[] shape = opened.trained().sampleShape();
                long[] batched = new long[shape.length + 1];
                batched[0] = 5;
                System.arraycopy(shape, 0, batched, 1, shape.length);
                float[] energies =
                        run(exported.at("/paths/energy"), new NDList(manager.create(expected, new Shape(batched))));
                double[] scores = opened.trained().energies(expected);
                for (int i = 0; i < 5; i++) assertThat((double) energies[i]).isCloseTo(scores[i], within(1e-4));
            }
        }
        JsonNode weights = succeed("export", "digits", "--format", "safetensors", "--out", "weights");
        TensorFile sampler =
                CheckpointFile.open(folder.resolve(weights.at("/paths/sampler").asText()));
        assertThat(sampler.entries()).containsKeys("stem.weight", "out.bias");
    }

    private float[] run(JsonNode file, NDList inputs) throws Exception {
        Criteria<NDList, NDList> criteria = Criteria.builder()
                .setTypes(NDList.class, NDList.class)
                .optModelPath(folder.resolve(file.asText()))
                .optEngine("PyTorch")
                .optTranslator(new NoopTranslator())
                .build();
        try (ZooModel<NDList, NDList> model = criteria.loadModel();
                Predictor<NDList, NDList> predictor = model.newPredictor()) {
            return predictor.predict(inputs).get(0).toFloatArray();
        }
    }
}
