package io.dxmi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dxmi.cli.Processes.Result;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.net.DdpmTrunk;
import io.dxmi.samplers.net.DdpmUnet;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.Npz;
import io.dxmi.samplers.tensor.Safetensors;
import io.dxmi.samplers.tensor.SafetensorsWriter;
import io.dxmi.samplers.tensor.TensorFile;
import java.awt.image.BufferedImage;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A sampler that starts from a checkpoint takes from it what it tells; a contradiction is one line and exit code 2. */
class InitFromCheckpointTest {

    @TempDir
    Path folder;

    private final Map<String, HostTensor> averaged = new LinkedHashMap<>();

    /** Networks of 8 x 8 grey pictures: running weights and averages in one file, and a file that tells how it was trained. */
    @BeforeEach
    void write() {
        DdpmTrunk trunk = new DdpmTrunk(1, 8, 16, List.of(1, 2), 1, List.of(4), 16);
        Map<String, HostTensor> both = new LinkedHashMap<>();
        for (Parameter p : new DdpmUnet(trunk, 1).parameters()) {
            HostTensor tensor = HostTensor.of(new float[(int) p.size()], p.shape());
            both.put("model/" + p.name(), tensor);
            both.put("ema_model/" + p.name(), tensor);
            averaged.put(p.name(), tensor);
        }
        Npz.write(folder.resolve("both.npz"), both);
        write("data.safetensors", Map.of("scheduler/prediction_type", "sample", "resolution", "8"));
        write(
                "velocity.safetensors",
                Map.of("scheduler/prediction_type", "v_prediction", "scheduler/beta_schedule", "squaredcos_cap_v2"));
        write("unknown.safetensors", Map.of("scheduler/prediction_type", "y", "scheduler/beta_schedule", "x"));
        write(
                "flow.safetensors",
                Map.of("scheduler/_class_name", "FlowMatchEulerDiscreteScheduler", "scheduler/shift", "3.0"));
        write("large.safetensors", Map.of("resolution", "16"));
    }

    private void write(String name, Map<String, String> notes) {
        Map<String, TensorFile.Entry> entries = new LinkedHashMap<>();
        averaged.forEach((key, tensor) -> entries.put(key, new TensorFile.Entry(tensor.dtype(), tensor.shape())));
        new SafetensorsWriter(entries, notes).write(folder.resolve(name), averaged::get);
    }

    private Result train(String... words) throws Exception {
        String[] all = new String[words.length + 3];
        all[0] = "train";
        all[1] = "digits";
        all[2] = "--dry-run";
        System.arraycopy(words, 0, all, 3, words.length);
        return new Processes(UntimedMain.class, folder).run(all);
    }

    private static JsonNode sampler(Result result) throws Exception {
        assertThat(result.code()).as(result.err()).isZero();
        return new ObjectMapper().readTree(result.out()).at("/config/sampler");
    }

    @Test
    void theNetworkIsTakenFromTheFileAndWhatItDoesNotTellIsSaid() throws Exception {
        Result result = train("--init", "both.npz");
        JsonNode network = sampler(result).get("network");
        assertThat(network.get("kind").asText()).isEqualTo("ddpm-unet");
        assertThat(network.get("width").asInt()).isEqualTo(16);
        assertThat(network.get("multipliers").toString()).isEqualTo("[1,2]");
        assertThat(network.get("attention").toString()).isEqualTo("[4]");
        assertThat(result.err())
                .contains("both.npz (ema_model): DDPM U-Net")
                .contains("not told by the file")
                .contains("sampler.schedule, sampler.prediction");
    }

    @Test
    void predictionAndScheduleAreTakenFromTheScheduler() throws Exception {
        JsonNode sampler = sampler(train("--init", "data.safetensors"));
        assertThat(sampler.get("prediction").asText()).isEqualTo("data");
        assertThat(sampler.at("/schedule/kind").asText()).isEqualTo("ddpm-subsampled");
        assertThat(sampler(train("--init", "data.safetensors", "sampler.schedule.kind=fastdpm"))
                        .at("/schedule/kind")
                        .asText())
                .isEqualTo("fastdpm");
    }

    @Test
    void velocityAndFlowsAreTakenWithTheirSchedule() throws Exception {
        JsonNode velocity = sampler(train("--init", "velocity.safetensors"));
        assertThat(velocity.get("prediction").asText()).isEqualTo("velocity");
        assertThat(velocity.at("/schedule/betas").asText()).isEqualTo("cosine");
        JsonNode flow = sampler(train("--init", "flow.safetensors"));
        assertThat(flow.get("prediction").asText()).isEqualTo("flow");
        assertThat(flow.at("/schedule/kind").asText()).isEqualTo("flow");
        assertThat(flow.at("/schedule/shift").asDouble()).isEqualTo(3);
    }

    @Test
    void whatTheFileDoesNotTellCanBeSetAndAllContradictionsAreNamed() throws Exception {
        assertThat(sampler(train("--init", "both.npz", "sampler.network.norm_eps=1e-4"))
                        .at("/network/norm_eps")
                        .asDouble())
                .isEqualTo(1e-4);
        Result result = train("--init", "both.npz", "sampler.network.width=32", "sampler.network.blocks=3");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err())
                .contains("expected sampler.network.width=16, sampler.network.blocks=1 as the network in both.npz was"
                        + " trained, got 32, 3; leave the keys out");
    }

    /** A checkpoint as the trainer of denoising-diffusion-pytorch writes it. */
    @Test
    void aTrainersCheckpointIsTrainedOn() throws Exception {
        Map<String, HostTensor> file = new LinkedHashMap<>();
        resource("one-level").tensors().forEach((name, tensor) -> {
            HostTensor single = HostTensor.of(tensor.toFloats(), tensor.shape());
            file.put("model/model." + name, single);
            file.put("ema/online_model.model." + name, single);
            file.put("ema/ema_model.model." + name, single);
        });
        Map<String, HostTensor> tables = resource("tables").tensors();
        for (String module : List.of("model/", "ema/online_model.", "ema/ema_model.")) {
            file.put(module + "betas", tables.get("sigmoid/betas"));
            file.put(module + "loss_weight", tables.get("sigmoid/pred_v/plain"));
        }
        Npz.write(folder.resolve("model-3.npz"), file);
        JsonNode sampler = sampler(train("--init", "model-3.npz"));
        assertThat(sampler.at("/network/kind").asText()).isEqualTo("ddp-unet");
        assertThat(sampler.get("prediction").asText()).isEqualTo("velocity");
        assertThat(sampler.at("/schedule/betas").asText()).isEqualTo("sigmoid");
        Result trained = new Processes(Main.class, folder)
                .run(
                        "train",
                        "digits",
                        "--init",
                        "model-3.npz",
                        "pretrain.iterations=2",
                        "trainer.iterations=2",
                        "trainer.batch=4",
                        "game.start_iteration=0",
                        "evaluation.samples=20",
                        "evaluation.every=0",
                        "--quiet");
        assertThat(trained.code()).as(trained.err()).isZero();
    }

    /** A file as EDM's own code writes it, of 8 x 8 pictures of 5 classes. */
    @ParameterizedTest
    @CsvSource({"song.pkl, ncsnpp", "dhariwal.pkl, adm"})
    void aPickleOfEdmTellsNetworkClassesAndPreconditioning(String name, String family) throws Exception {
        resource("edm", name);
        pictures();
        Result result = train("--init", name, "data.name=images", "data.path=pictures", "data.classes=5");
        assertThat(result.err()).doesNotContain("left out");
        JsonNode sampler = sampler(result);
        assertThat(sampler.at("/network/kind").asText()).isEqualTo("song-unet");
        assertThat(sampler.at("/network/family").asText()).isEqualTo(family);
        assertThat(sampler.at("/schedule/kind").asText()).isEqualTo("karras");
        JsonNode data = new ObjectMapper().readTree(result.out()).at("/config/data");
        assertThat(data.get("classes").asInt()).isEqualTo(5);
        assertThat(data.get("size").asInt()).isEqualTo(8);
        assertThat(result.err())
                .contains(name + " (ema/model): EDM U-Net")
                .contains("predicts EDM's preconditioned data")
                .doesNotContain("not told by the file");
    }

    /** Folders of pictures are one set: classes are a choice, on the command line or in a file. */
    @Test
    void classesOfTheNetworkAreLeftOutUnlessTheUserKeepsThem() throws Exception {
        resource("edm", "song.pkl");
        pictures();
        String[] start = {"--init", "song.pkl", "data.name=images", "data.path=pictures"};
        Result without = train(start);
        assertThat(classes(without)).isZero();
        assertThat(without.err()).contains("the 5 classes of the network are left out; data.classes=5 keeps them");
        Files.writeString(folder.resolve("five.yaml"), "data: {name: images, path: pictures, classes: 5}\n");
        Result with = train("--init", "song.pkl", "-c", "five.yaml");
        assertThat(with.code()).as(with.err()).isZero();
        assertThat(classes(with)).isEqualTo(5);
        Result other = train("--init", "song.pkl", "data.name=images", "data.path=pictures", "data.classes=4");
        assertThat(other.code()).isEqualTo(2);
        assertThat(other.err()).contains("expected data.classes=5").hasLineCount(1);
    }

    private static int classes(Result result) throws Exception {
        return new ObjectMapper()
                .readTree(result.out())
                .at("/config/data/classes")
                .asInt();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "VPPrecond | 0.5 | its class is VPPrecond, which needs continuous variance-preserving levels",
                "VEPrecond | 0.5 | its class is VEPrecond, which needs a prediction of the noise",
                "iDDPMPrecond | 0.5 | its class is iDDPMPrecond, which needs a network that is told the steps",
                "OtherPrecond | 0.5 | its class is OtherPrecond; expected EDMPrecond",
                "EDMPrecond | 0.25 | sigma_data is 0.25, expected 0.5"
            })
    void otherDenoisersOfEdmAreNamed(String name, double deviation, String expected) throws Exception {
        Path file = resource("edm", "song.pkl");
        // texts begin with a byte of their length, the attribute stands before its number
        String bytes = Files.readString(file, StandardCharsets.ISO_8859_1)
                .replaceFirst("\\x8c\nEDMPrecond", "\u008c" + (char) name.length() + name)
                .replaceFirst("(?s)sigma_data(\\x94|)G.{8}", "sigma_data$1F" + deviation + "\n");
        Files.writeString(file, bytes, StandardCharsets.ISO_8859_1);
        pictures();
        Result result = train("--init", "song.pkl", "data.name=images", "data.path=pictures");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err())
                .startsWith("dxmi: song.pkl: was trained on a diffusion")
                .contains(expected);
        assertThat(result.err().lines()).hasSize(1);
    }

    private void pictures() throws Exception {
        for (int i = 0; i < 8; i++) {
            Path label = Files.createDirectories(folder.resolve("pictures/" + i % 2));
            BufferedImage black = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
            ImageIO.write(black, "png", label.resolve(i + ".png").toFile());
        }
    }

    private Safetensors resource(String name) throws Exception {
        return Safetensors.read(resource("ddp", name + ".safetensors"));
    }

    private Path resource(String kind, String name) throws Exception {
        Path copy = folder.resolve(name); // the resource may lie in a jar
        String resource = "/io/dxmi/samplers/checkpoint/" + kind + "/" + name;
        try (InputStream in = InitFromCheckpointTest.class.getResourceAsStream(resource)) {
            Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
        }
        return copy;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "both.npz | sampler.network.width=32 | expected sampler.network.width=16",
                "both.npz | sampler.network.kind=conv | expected sampler.network.kind=ddpm-unet",
                "data.safetensors | sampler.prediction=noise | expected sampler.prediction=data",
                "data.safetensors | sampler.schedule.kind=geometric | expected sampler.schedule.kind=ddpm-subsampled",
                "unknown.safetensors | seed=1 | beta_schedule is x, expected linear or squaredcos_cap_v2;"
                        + " prediction_type is y, expected epsilon, sample or v_prediction",
                "velocity.safetensors | sampler.schedule.kind=fastdpm | expected sampler.schedule.kind=ddpm-subsampled",
                "flow.safetensors | sampler.schedule.kind=fastdpm | expected sampler.schedule.kind=flow",
                "large.safetensors | seed=1 | expected a network for pictures of 8 x 8 and 1 channels as the data are, got"
                        + " one for 16 x 16",
            })
    void aContradictionIsOneLine(String file, String assignment, String message) throws Exception {
        Result result = train("--init", file, assignment);
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("dxmi: ").contains(message);
        assertThat(result.err().lines()).hasSize(1);
    }

    @Test
    void importSaysWhichWeightsAreTaken() throws Exception {
        Result result = new Processes(Main.class, folder).run("import", "both.npz");
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.err())
                .contains("taken: ema_model; also in the file, choose with --part: model")
                .contains("not told by the file, taken as published: resolution");
        Result other = new Processes(Main.class, folder)
                .run("import", "both.npz", "--part", "model", "--out", "other.safetensors");
        assertThat(new ObjectMapper().readTree(other.out()).get("part").asText())
                .isEqualTo("model");
    }
}
