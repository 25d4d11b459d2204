package io.dxmi.runs.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import io.dxmi.build.Models;
import io.dxmi.config.ConfigLoader;
import io.dxmi.config.SamplerConfig;
import io.dxmi.config.Yaml;
import io.dxmi.runs.UntrainedRun;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.sample.GaussianSampler;
import io.dxmi.samplers.sample.Sampler;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.Npz;
import io.dxmi.samplers.tensor.Safetensors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sampler's first weights out of files that somebody else has written. */
class FirstWeightsTest {

    private static final SamplerConfig SAMPLER = ConfigLoader.preset(
                    "8gaussians", List.of("sampler.sigma.kind=trained"))
            .sampler();

    @TempDir
    Path folder;

    private NDManager root;
    private Weights source;
    private Weights target;

    @BeforeEach
    void networks() {
        root = Torch.open();
        Sampler sampler = Models.of(
                        ConfigLoader.preset("8gaussians", List.of("sampler.sigma.kind=trained")), new long[] {2})
                .sampler();
        source = Weights.initial(root, Sampler.NETWORK, sampler.parameters(), 1);
        target = Weights.initial(root, Sampler.NETWORK, sampler.parameters(), 2);
    }

    @AfterEach
    void close() {
        root.close();
    }

    @Test
    void namesMayBeNestedAndWrapped() {
        Map<String, HostTensor> nested = new LinkedHashMap<>();
        nested.put("optimizer/state/0/exp_avg", HostTensor.of(new float[3], 3));
        source.toHost().forEach((name, tensor) -> nested.put("state_dict/module." + name, tensor));
        Path file = folder.resolve("sampler.npz");
        Npz.write(file, nested);
        new FirstWeights(file).into(target, SAMPLER);
        source.toHost()
                .forEach((name, tensor) ->
                        assertThat(target.toHost().get(name).data()).as(name).isEqualTo(tensor.data()));
    }

    @Test
    void aDenoiserWithoutStepDeviationsLeavesThemToTheSchedule() {
        byte[] before = target.toHost().get(GaussianSampler.LOG_SIGMA).data();
        Map<String, HostTensor> denoiser = new LinkedHashMap<>(source.toHost());
        denoiser.remove(GaussianSampler.LOG_SIGMA);
        Path file = folder.resolve("denoiser.safetensors");
        new Safetensors(denoiser).write(file);
        new FirstWeights(file).into(target, SAMPLER);
        assertThat(target.toHost().get(GaussianSampler.LOG_SIGMA).data()).isEqualTo(before);
        assertThat(target.toHost().get("out.weight").data())
                .isEqualTo(source.toHost().get("out.weight").data());
    }

    /** A run's checkpoint tells between which levels its steps are. */
    @Test
    void deviationsOfARunWithOtherStepsAreLeftToTheSchedule() throws Exception {
        Path run = folder.resolve("run");
        Path file = Files.createDirectories(run.resolve("checkpoints")).resolve("pretrained.safetensors");
        Files.writeString(
                run.resolve("config.yaml"),
                Yaml.dump(ConfigLoader.preset("8gaussians", List.of("sampler.sigma.kind=trained"))));
        new Safetensors(source.toHost()).write(file);
        byte[] before = target.toHost().get(GaussianSampler.LOG_SIGMA).data();
        SamplerConfig others = ConfigLoader.preset(
                        "8gaussians", List.of("sampler.sigma.kind=trained", "sampler.schedule.kind=karras"))
                .sampler();
        new FirstWeights(file).into(target, others);
        assertThat(target.toHost().get(GaussianSampler.LOG_SIGMA).data()).isEqualTo(before);
        new FirstWeights(file).into(target, SAMPLER);
        assertThat(target.toHost().get(GaussianSampler.LOG_SIGMA).data())
                .isEqualTo(source.toHost().get(GaussianSampler.LOG_SIGMA).data());
    }

    @Test
    void deviationsOfAnotherNumberOfStepsAreLeftToTheSchedule() {
        byte[] before = target.toHost().get(GaussianSampler.LOG_SIGMA).data();
        Map<String, HostTensor> longer = new LinkedHashMap<>(source.toHost());
        longer.put(GaussianSampler.LOG_SIGMA, HostTensor.of(new float[9], 9));
        Path file = folder.resolve("nine-steps.safetensors");
        new Safetensors(longer).write(file);
        new FirstWeights(file).into(target, SAMPLER);
        assertThat(target.toHost().get(GaussianSampler.LOG_SIGMA).data()).isEqualTo(before);
        assertThat(target.toHost().get("out.weight").data())
                .isEqualTo(source.toHost().get("out.weight").data());
    }

    @Test
    void aRunWhoseNetworkPredictsSomethingElseIsRefused() {
        Path run = folder.resolve("run");
        UntrainedRun.write(run, "8gaussians", "sampler.prediction=noise");
        FirstWeights first = new FirstWeights(run);
        first.requirePrediction(ConfigLoader.preset("8gaussians", List.of("sampler.prediction=noise"))
                .sampler());
        assertThatThrownBy(() -> first.requirePrediction(
                        ConfigLoader.preset("8gaussians", List.of()).sampler()))
                .isInstanceOf(UserError.class)
                .hasMessage(
                        "pretrain.init: expected a network that predicts the data at each of 5 geometric levels, got "
                                + run + ", whose network predicts the noise at each of 5 geometric levels; choose"
                                + " sampler.prediction, sampler.schedule and sampler.steps as in its config.yaml");
        assertThatThrownBy(() -> first.requirePrediction(
                        ConfigLoader.preset("8gaussians", List.of("sampler.prediction=noise", "sampler.steps=6"))
                                .sampler()))
                .hasMessageContaining("at each of 6 geometric levels");
        assertThatThrownBy(() -> new FirstWeights(run.resolve("checkpoints/step-1.safetensors"))
                        .requirePrediction(
                                ConfigLoader.preset("8gaussians", List.of()).sampler()))
                .hasMessageContaining("whose network predicts the noise");
        assertThatThrownBy(() -> first.requirePrediction(
                        ConfigLoader.preset("imagenet64-T4", List.of()).sampler()))
                .hasMessageContaining("expected a network that predicts EDM's preconditioned data");
    }

    @Test
    void anotherNetworkIsRefused() {
        Path file = folder.resolve("other.safetensors");
        new Safetensors(Map.of("conv.weight", HostTensor.of(new float[1], 1))).write(file);
        assertThatThrownBy(() -> new FirstWeights(file).into(target, SAMPLER))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("expected a network of a known kind");
        Map<String, HostTensor> wide = new LinkedHashMap<>(source.toHost());
        wide.put("out.weight", HostTensor.of(new float[6], 2, 3));
        new Safetensors(wide).write(file);
        assertThatThrownBy(() -> new FirstWeights(file).into(target, SAMPLER))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("out.weight has shape (2, 3)");
    }
}
