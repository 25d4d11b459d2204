package io.dxmi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dxmi.cli.Processes.Result;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run of adapters needs nothing but its folder, holds the frozen weights once, and is merged wherever it leaves it. */
class AdapterCommandTest {

    private static final List<String> SHORT = List.of(
            "8gaussians",
            "trainer.batch=24",
            "pretrain.batch=24",
            "trainer.checkpoint_every=2",
            "evaluation.samples=50",
            "evaluation.every=0");

    /** The run that the others start from. */
    @TempDir
    static Path made;

    @TempDir
    Path folder;

    private Result run(String... words) throws Exception {
        return new Processes(Main.class, folder).run(words);
    }

    private void train(String out, String... more) throws Exception {
        train(folder, out, more);
    }

    private static void train(Path folder, String out, String... more) throws Exception {
        List<String> words = new ArrayList<>(List.of("train", "--quiet", "--out", out));
        words.addAll(SHORT);
        words.addAll(List.of(more));
        Result result = new Processes(Main.class, folder).run(words.toArray(String[]::new));
        assertThat(result.code()).as(result.err()).isZero();
    }

    private Path checkpoint(String run, String file) {
        return folder.resolve(run).resolve("checkpoints").resolve(file);
    }

    @BeforeAll
    static void make() throws Exception {
        train(made, "base", "pretrain.iterations=2", "trainer.iterations=2");
    }

    @BeforeEach
    void base() throws IOException {
        try (Stream<Path> files = Files.walk(made.resolve("base"))) {
            for (Path file : files.toList()) Files.copy(file, folder.resolve(made.relativize(file)));
        }
    }

    private void adapt(String out, String... more) throws Exception {
        List<String> words = new ArrayList<>(List.of("--init", "base", "sampler.adapter.rank=2"));
        words.addAll(List.of("pretrain.iterations=2", "trainer.iterations=4", "trainer.keep_checkpoints=9"));
        words.addAll(List.of(more));
        train(out, words.toArray(String[]::new));
    }

    @Test
    void aMovedRunGoesOnByteForByteAndSamplesWithoutItsOrigin() throws Exception {
        adapt("run");
        byte[] end = Files.readAllBytes(checkpoint("run", "step-4.safetensors"));
        assertThat(run("sample", "run", "-n", "3", "--out", "before.csv").code())
                .isZero();
        Files.move(folder.resolve("run"), folder.resolve("moved"));
        Files.move(folder.resolve("base"), folder.resolve("gone"));
        for (String newer : List.of("step-4.safetensors", "step-2.safetensors")) {
            Files.delete(checkpoint("moved", newer));
            Result resumed = run("train", "--resume", "moved", "--quiet");
            assertThat(resumed.code()).as(resumed.err()).isZero();
            assertThat(checkpoint("moved", "step-4.safetensors")).hasBinaryContent(end);
        }
        assertThat(run("sample", "moved", "-n", "3", "--out", "after.csv").code())
                .isZero();
        assertThat(folder.resolve("after.csv")).hasSameBinaryContentAs(folder.resolve("before.csv"));
    }

    @Test
    void aKilledPreTrainingGoesOnByteForByte() throws Exception {
        adapt("run", "trainer.iterations=0");
        byte[] end = Files.readAllBytes(checkpoint("run", "pretrained.safetensors"));
        Files.delete(checkpoint("run", "step-0.safetensors"));
        Files.delete(checkpoint("run", "pretrained.safetensors"));
        assertThat(run("train", "--resume", "run", "--quiet").code()).isZero();
        assertThat(checkpoint("run", "pretrained.safetensors")).hasBinaryContent(end);
    }

    @Test
    void checkpointsHoldTheAdaptersAndAnExportIsMerged() throws Exception {
        adapt("run");
        Map<String, HostTensor> frozen =
                Safetensors.read(checkpoint("run", "frozen.safetensors")).tensors();
        Map<String, HostTensor> state =
                Safetensors.read(checkpoint("run", "step-4.safetensors")).tensors();
        assertThat(frozen).containsKey("sampler/frozen/fc1.weight");
        assertThat(state)
                .containsKeys("sampler/average/fc1.lora_A.weight", "sampler/adam.m/fc1.lora_B.weight")
                .doesNotContainKeys("sampler/weights/fc1.weight", "sampler/adam.v/fc1.weight");

        Result export = run("export", "run", "--format", "safetensors", "--out", "merged");
        assertThat(export.code()).as(export.err()).isZero();
        Map<String, HostTensor> merged =
                Safetensors.read(folder.resolve("merged/sampler.safetensors")).tensors();
        assertThat(merged.keySet()).noneMatch(name -> name.contains("lora"));
        requireMerged(
                merged.get("fc1.weight"),
                frozen.get("sampler/frozen/fc1.weight"),
                state.get("sampler/average/fc1.lora_A.weight"),
                state.get("sampler/average/fc1.lora_B.weight"));

        train("next", "--init", "run", "pretrain.iterations=0", "trainer.iterations=0");
        Map<String, HostTensor> next =
                Safetensors.read(checkpoint("next", "step-0.safetensors")).tensors();
        merged.forEach(
                (name, tensor) -> assertThat(next.get("sampler/weights/" + name).toFloats())
                        .as(name)
                        .containsExactly(tensor.toFloats()));
    }

    private static void requireMerged(HostTensor merged, HostTensor w, HostTensor a, HostTensor b) {
        int out = (int) w.shape()[0];
        int in = (int) w.shape()[1];
        double change = 0;
        for (int i = 0; i < out; i++) {
            for (int j = 0; j < in; j++) {
                double product = 0;
                for (int k = 0; k < 2; k++) product += b.toFloats()[2 * i + k] * a.toFloats()[k * in + j];
                assertThat(merged.toFloats()[i * in + j] - w.toFloats()[i * in + j] - product)
                        .isBetween(-1e-6, 1e-6);
                change += Math.abs(product);
            }
        }
        assertThat(change).isPositive();
    }

    @Test
    void whatIsMissingIsOneLine() throws Exception {
        Result noStart = run("train", "8gaussians", "sampler.adapter.rank=2", "--out", "run");
        assertThat(noStart.code()).isEqualTo(2);
        assertThat(noStart.err().strip().lines().toList())
                .singleElement()
                .asString()
                .contains("sampler.adapter.rank=2", "expected pretrain.init");
        assertThat(folder.resolve("run")).doesNotExist();

        adapt("run");
        requireRefused(
                "frozen.safetensors", () -> Files.write(checkpoint("run", "frozen.safetensors"), new byte[] {1}));
        requireRefused("checksum", this::copyOfAnother);
        requireRefused("expected that file", () -> Files.delete(checkpoint("run", "frozen.safetensors")));
    }

    private interface Damage {
        void run() throws Exception;
    }

    private void copyOfAnother() throws Exception {
        train("base2", "seed=7", "pretrain.iterations=2", "trainer.iterations=0");
        train("run2", "--init", "base2", "sampler.adapter.rank=2", "pretrain.iterations=0", "trainer.iterations=0");
        Files.delete(checkpoint("run", "frozen.safetensors"));
        Files.copy(checkpoint("run2", "frozen.safetensors"), checkpoint("run", "frozen.safetensors"));
    }

    private void requireRefused(String word, Damage damage) throws Exception {
        damage.run();
        Result result = run("sample", "run", "-n", "3", "--out", "none.csv");
        assertThat(result.code()).as(result.err()).isEqualTo(2);
        assertThat(result.err()).contains("frozen.safetensors", word);
        assertThat(folder.resolve("none.csv")).doesNotExist();
    }
}
