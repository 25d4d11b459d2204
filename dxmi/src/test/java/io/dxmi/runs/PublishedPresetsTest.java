package io.dxmi.runs;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.build.Data;
import io.dxmi.build.Game;
import io.dxmi.build.Models;
import io.dxmi.config.Config;
import io.dxmi.config.ConfigLoader;
import io.dxmi.runs.training.TrainingRun;
import io.dxmi.samplers.data.DataSource;
import io.dxmi.samplers.engine.SeededDraws;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.trained.Trained;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The published experiments have the published networks' sizes, and small versions of all of them take steps. */
class PublishedPresetsTest {

    @TempDir
    Path folder;

    /** Each sampler's network has, besides, one trained log standard deviation a step. */
    @ParameterizedTest
    @CsvSource({
        "cifar10-T10, 35746307, 10, 5134595",
        "imagenet64-T10, 295899267, 10, 10252035",
        "imagenet64-T4, 295899267, 4, 10252035",
        "lsun-bedroom-T4, 526304771, 4, 5134595"
    })
    void sizesAreThePublishedOnes(String preset, long network, int steps, long energy) {
        Config config = ConfigLoader.preset(preset, List.of());
        try (TrainingRun run = new TrainingRun(config, Device.cpu())) { // without data, and without allocating
            assertThat(run.parameters())
                    .containsEntry("sampler", network + steps)
                    .containsEntry("energy", energy);
        }
    }

    @Test
    void theDenoisingGanIsDescribed() {
        Config config = ConfigLoader.preset("cifar10-T4-ddgan", List.of());
        Models models = Models.of(config, new long[] {3, 32, 32});
        assertThat(models.sampler().noiseShape()).containsExactly(3 * 32 * 32 + 100);
        assertThat(models.sampler().steps()).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cifar10-T10|sampler.steps=3 sampler.network.width=32 sampler.network.multipliers=[1,2]"
                        + " sampler.network.blocks=1 sampler.network.attention=[16] energy.network.width=16",
                "cifar10-T4-ddgan|sampler.network.width=16 sampler.network.multipliers=[1,2] sampler.network.blocks=1"
                        + " sampler.network.latent_width=16 energy.network.width=16",
                "imagenet64-T4|data.size=16 data.classes=3 sampler.network.width=32 sampler.network.multipliers=[1,2]"
                        + " sampler.network.blocks=1 sampler.network.attention=[8] sampler.network.head=16"
                        + " energy.network.width=16",
                "imagenet64-T10|data.size=16 data.classes=3 sampler.network.width=32 sampler.network.multipliers=[1,2]"
                        + " sampler.network.blocks=1 sampler.network.attention=[8] sampler.network.head=16"
                        + " energy.network.width=16 sampler.steps=4",
                "lsun-bedroom-T4|data.size=16 sampler.network.width=32 sampler.network.multipliers=[1,2]"
                        + " sampler.network.blocks=1 sampler.network.attention=[8] sampler.network.head=16"
                        + " energy.network.width=16"
            })
    void smallVersionsTakeSteps(String preset, String overrides) {
        List<String> all = new java.util.ArrayList<>(List.of("trainer.batch=5", "trainer.micro_batch=2"));
        all.addAll(Arrays.asList(overrides.split(" ", -1)));
        Config config = ConfigLoader.preset(preset, all);
        long[] shape = config.data().pictureShape().orElseThrow();
        try (NDManager root = Torch.open();
                Game game = Game.of(root, config, Models.of(config, shape))) {
            for (int i = 0; i < 2; i++) {
                try (NDManager scope = root.newSubManager()) {
                    SeededDraws draws = new SeededDraws(1);
                    NDArray data = draws.at(i).normal(scope, "data", 5, shape[0], shape[1], shape[2]);
                    NDArray labels = Torch.array(scope, new long[] {0, 1, 2, 0, 1}, 5);
                    Map<String, Double> row = game.iterate(i, data, labels, draws.at(i));
                    assertThat(row).containsKeys("energy/loss", "value/loss", "sampler/loss");
                    assertThat(row.values()).allMatch(Double::isFinite);
                }
            }
        }
    }

    @Test
    void fashionMnistComesFromIdxFiles() throws IOException {
        idx("train", 40);
        idx("t10k", 20);
        Config config = ConfigLoader.preset(
                "fashion-mnist-T4",
                List.of("data.path=" + folder, "trainer.batch=8", "trainer.micro_batch=3", "pretrain.iterations=0"));
        DataSource data = Data.source(config.data());
        assertThat(data.size()).isEqualTo(40);
        assertThat(data.heldOutSize()).isEqualTo(20);
        try (NDManager root = Torch.open();
                Game game = Game.of(root, config, Models.of(config, data.sampleShape()));
                NDManager scope = root.newSubManager()) {
            NDArray x = Torch.array(scope, data.batch(1, 0, 8), Trained.batched(8, data.sampleShape()));
            Map<String, Double> row = game.iterate(0, x, new SeededDraws(1).at(0));
            assertThat(row.values()).allMatch(Double::isFinite);
        }
    }

    private void idx(String part, int n) throws IOException {
        SplittableRandom random = new SplittableRandom(n);
        try (DataOutputStream out =
                new DataOutputStream(Files.newOutputStream(folder.resolve(part + "-images-idx3-ubyte")))) {
            for (int header : new int[] {0x803, n, 28, 28}) out.writeInt(header);
            for (int i = 0; i < n * 28 * 28; i++) out.writeByte(random.nextInt(256));
        }
        try (DataOutputStream out =
                new DataOutputStream(Files.newOutputStream(folder.resolve(part + "-labels-idx1-ubyte")))) {
            out.writeInt(0x801);
            out.writeInt(n);
            for (int i = 0; i < n; i++) out.writeByte(i % 10);
        }
    }
}
