package io.dxmi.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dxmi.cli.Processes.Result;
import io.dxmi.runs.OpenRun;
import io.dxmi.runs.UntrainedRun;
import io.dxmi.samplers.onnx.OnnxRun;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.Npz;
import io.dxmi.samplers.tensor.Safetensors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Exporting to ONNX as a user does it: the samples and scores of ONNX Runtime are those of the commands. */
@Tag("slow")
class OnnxCommandTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private Result dxmi(String... arguments) throws Exception {
        return new Processes(Main.class, folder).run(arguments);
    }

    private JsonNode succeed(String... arguments) throws Exception {
        Result result = dxmi(arguments);
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out().lines()).hasSize(1);
        return JSON.readTree(result.out());
    }

    private void refused(String message, String... arguments) throws Exception {
        Result result = dxmi(arguments);
        assertThat(result.code()).as(result.err()).isEqualTo(2);
        assertThat(result.err()).isEqualTo("dxmi: " + message + "\n");
    }

    private OnnxRun opened(JsonNode exported, String what) {
        return new OnnxRun(folder.resolve(exported.path("paths").path(what).asText()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "8gaussians | sampler.network.width=16 energy.network.width=16 value.network.width=16",
                "digits | sampler.network.width=8 energy.network.width=8 value.network.width=8",
                "digits | sampler.kind=heun trainer.iterations=0 sampler.network.width=8 energy.network.width=8 value.network.width=8",
                "fashion-mnist-T4 | sampler.network.width=16 energy.network.width=8",
                "cifar10-T4-ddgan | sampler.network.width=16 sampler.network.multipliers=[1,2] sampler.network.blocks=1"
                        + " sampler.network.latent_width=16 energy.network.width=16",
                "imagenet64-T4 | data.size=16 data.classes=3 sampler.network.width=32 sampler.network.multipliers=[1,2]"
                        + " sampler.network.blocks=1 sampler.network.attention=[8] sampler.network.head=16"
                        + " energy.network.width=16",
            })
    void samplesFromTheSameNoise(String preset, String keys) throws Exception {
        UntrainedRun.write(folder.resolve("run"), preset, keys.split(" "));
        JsonNode exported = succeed("export", "run", "--format", "onnx", "--out", "onnx");
        JsonNode drawn = succeed(
                "sample",
                "run",
                "-n",
                "3",
                "--seed",
                "7",
                "--out",
                "s.safetensors",
                "--noise-out",
                "noise.npz",
                "--quiet");
        assertThat(drawn.at("/paths/noise").asText()).isEqualTo("noise.npz");
        Map<String, HostTensor> noise = Npz.read(folder.resolve("noise.npz"));
        HostTensor samples = Safetensors.read(folder.resolve("s.safetensors"))
                .tensors()
                .values()
                .iterator()
                .next();
        Map<String, HostTensor> fed;
        try (OnnxRun run = opened(exported, "sampler")) {
            assertThat(run.inputs()).isEqualTo(noise.keySet());
            assertThat(run.notes()).containsEntry("preset", preset).containsKeys("usage", "steps", "prediction");
            // four passes of untrained DDGAN weights enlarge rounding: with AVX-512 one of 9,216 numbers was 1.01e-5 of
            // the range off, without it fifteen were, by up to 2.7e-5
            double share = preset.contains("ddgan") ? 5e-5 : 1e-5;
            OnnxRun.requireSame("samples", run.of(noise).get("samples"), samples, share);
        }
        try (OnnxRun run = opened(exported, "energy");
                OpenRun opened = OpenRun.open(folder.resolve("run"), Device.cpu())) {
            fed = new HashMap<>(Map.of("x", samples));
            if (run.inputs().contains("label")) fed.put("label", HostTensor.of(new long[] {2, 2, 2}, 3));
            double[] expected = opened.trained().energies(samples.toFloats(), 2);
            HostTensor found = run.of(fed).get("energy");
            double size = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
            // three energies may be alike: relative to their size, not their range
            for (int i = 0; i < 3; i++) {
                assertThat(found.toDoubles()[i]).isCloseTo(expected[i], within(1e-5 * size));
            }
        }
    }

    @Test
    void aTransportMovesTheSameData() throws Exception {
        StringBuilder rows = new StringBuilder();
        Random random = new Random(2);
        for (int i = 0; i < 40; i++)
            rows.append(random.nextGaussian()).append(',').append(i / 10.0).append('\n');
        Files.writeString(folder.resolve("rows.csv"), rows);
        Path points = folder.resolve("rows.csv");
        UntrainedRun.write(
                folder.resolve("run"), "transport", "data.source=" + points, "data.path=" + points, "trainer.batch=16");
        JsonNode exported = succeed("export", "run", "--format", "onnx");
        assertThat(exported.at("/paths/sampler").asText()).isEqualTo("run/export/sampler.onnx");
        float[] x = new float[20];
        float[] z = new float[20];
        for (int i = 0; i < 20; i++) {
            x[i] = (float) random.nextGaussian();
            z[i] = (float) random.nextGaussian();
        }
        try (OnnxRun run = opened(exported, "sampler");
                OpenRun opened = OpenRun.open(folder.resolve("run"), Device.cpu())) {
            Map<String, HostTensor> fed = new HashMap<>();
            fed.put("x", HostTensor.of(x, 10, 2));
            fed.put("z", HostTensor.of(z, 10, 2));
            fed.keySet().retainAll(run.inputs());
            HostTensor expected = HostTensor.of(opened.trained().transport().translate(x, z), 10, 2);
            OnnxRun.requireSame("y", run.of(fed).get("y"), expected);
        }
    }

    @Test
    void aLongChainIsExportedAsOneStep() throws Exception {
        UntrainedRun.write(
                folder.resolve("run"),
                "digits",
                "sampler.steps=101",
                "sampler.network.width=8",
                "energy.network.width=8",
                "value.network.width=8");
        JsonNode exported = succeed("export", "run", "--format", "onnx");
        assertThat(exported.path("steps").asInt()).isEqualTo(101);
        succeed("sample", "run", "-n", "2", "--out", "s.safetensors", "--noise-out", "noise.npz", "--quiet");
        Map<String, HostTensor> noise = Npz.read(folder.resolve("noise.npz"));
        HostTensor samples = Safetensors.read(folder.resolve("s.safetensors"))
                .tensors()
                .values()
                .iterator()
                .next();
        float[] all = noise.get("noise").toFloats();
        HostTensor x = noise.get("x_0");
        int size = x.toFloats().length;
        try (OnnxRun run = opened(exported, "step")) {
            for (int t = 0; t < 101; t++) {
                HostTensor own = HostTensor.of(Arrays.copyOfRange(all, t * size, (t + 1) * size), x.shape());
                Map<String, HostTensor> fed = Map.of("x", x, "t", HostTensor.of(new long[] {t, t}, 2), "noise", own);
                x = run.of(fed).get("next");
            }
        }
        OnnxRun.requireSame("samples", x, samples);
    }

    /** The command scores a table; ONNX Runtime gets the numbers of its columns. */
    @Test
    void aDetectorScoresTheSameRows() throws Exception {
        Random random = new Random(4);
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            double x = random.nextGaussian();
            rows.add(new double[] {x, 10 * x + random.nextGaussian(), random.nextGaussian()});
        }
        Files.writeString(folder.resolve("train.csv"), csv(rows.subList(0, 60)));
        Files.writeString(folder.resolve("new.csv"), csv(rows.subList(40, 80))); // half of them are known
        succeed("detect", "fit", "--data", "train.csv", "--out", "model", "--quiet");
        succeed("detect", "score", "model", "--data", "new.csv", "--out", "scores.jsonl", "--quiet");
        JsonNode exported = succeed("export", "model", "--format", "onnx", "--out", "onnx");
        assertThat(exported.at("/paths/detector").asText()).isEqualTo("onnx/detector.onnx");
        double[] flat =
                rows.subList(40, 80).stream().flatMapToDouble(Arrays::stream).toArray();
        List<String> lines = Files.readAllLines(folder.resolve("scores.jsonl"));
        double[] scores = new double[40];
        for (int i = 0; i < 40; i++)
            scores[i] = JSON.readTree(lines.get(i)).path("score").asDouble();
        try (OnnxRun run = opened(exported, "detector")) {
            Map<String, HostTensor> found = run.of(Map.of("x", HostTensor.of(flat, 40, 3)));
            OnnxRun.requireSame("score", found.get("score"), HostTensor.of(scores, 40));
        }
        refused(
                "model is a model of 'dxmi detect fit'; expected --format onnx, got safetensors",
                "export",
                "model",
                "--format",
                "safetensors");
        refused(
                "--checkpoint is for runs, but model is a detector",
                "export",
                "model",
                "--format",
                "onnx",
                "--checkpoint",
                "best");
    }

    private static String csv(List<double[]> rows) {
        StringBuilder text = new StringBuilder("a,b,c\n");
        for (double[] row : rows) text.append(row[0] + "," + row[1] + "," + row[2] + "\n");
        return text.toString();
    }

    @Test
    void mistakesWriteNothing() throws Exception {
        UntrainedRun.write(folder.resolve("run"), "8gaussians", "sampler.network.width=16", "energy.network.width=16");
        refused(
                "--noise-out noise.txt: expected a file that ends in .npz",
                "sample",
                "run",
                "--noise-out",
                "noise.txt");
        Files.writeString(folder.resolve("old.npz"), "");
        refused("--noise-out old.npz exists; expected a new file", "sample", "run", "--noise-out", "old.npz");
        UntrainedRun.write(folder.resolve("chains"), "pcd-8gaussians", "energy.network.width=16");
        refused(
                "the samples of chains are chains on the energy, with no sampler to take --noise-out",
                "sample",
                "chains",
                "--noise-out",
                "noise.npz");
        assertThat(dxmi("export", "chains", "--format", "onnx").code()).isEqualTo(2);
        assertThat(folder.resolve("chains/export")).doesNotExist();
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("run", "chains", "old.npz");
        }
    }
}
