package io.dxmi.bench.standin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.dxmi.bench.DefectSet;
import io.dxmi.build.Models;
import io.dxmi.config.Config;
import io.dxmi.config.ConfigLoader;
import io.dxmi.config.DataConfig;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.ScriptFile;
import io.dxmi.samplers.sample.GaussianSampler;
import io.dxmi.samplers.tensor.HostTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Writes what the file {@code needs} of an experiment lists, each input generated in the sizes of its smoke.yaml. */
public final class StandIns {

    private static final String CONFIG = "config.yaml";
    private static final String SMOKE = "smoke.yaml";

    /** Pictures of a file of CIFAR-10's, of a class, or of a folder without classes; in every case at least this many. */
    private static final int PICTURES = 12;

    private final Path experiment;
    private final Path out;

    private StandIns(Path experiment, Path out) {
        this.experiment = experiment;
        this.out = out;
    }

    /** Arguments: the folder of the experiment, and a folder that is not there yet. */
    public static void main(String[] arguments) throws IOException {
        Path whole = Path.of(arguments[1]);
        Path part = whole.resolveSibling("." + whole.getFileName() + ".part");
        StandIns inputs = new StandIns(Path.of(arguments[0]), Files.createDirectories(part));
        for (String line : Files.readAllLines(inputs.experiment.resolve("needs"))) {
            if (!line.startsWith("input:")) continue;
            String[] fields = line.substring("input:".length()).split("\\|", -1);
            inputs.write(fields[0].strip(), fields[1].strip());
        }
        Files.move(part, whole);
    }

    private void write(String name, String kind) throws IOException {
        Path path = out.resolve(name);
        switch (kind) {
            case "cifar10" -> Pictures.cifar(path, PICTURES);
            case "fashion-mnist" -> Pictures.idx(path, 20 * PICTURES);
            case "class-folders" -> classFolders(path);
            case "image-folder" -> Pictures.folder(path, 4 * PICTURES, side(), "png", 1);
            case "checkpoint" -> TorchSave.write(path, weights(""));
            case "checkpoint-of-parallel" -> TorchSave.write(path, weights("module."));
            case "inception" -> ScriptFile.write(path, INCEPTION);
            case "backbone" -> backbone(path);
            case "mvtec" -> DefectSet.write(path, 4, 2, 1, 0);
            default -> throw new IllegalArgumentException(name + ": no stand-in of kind " + kind);
        }
    }

    private Config config() {
        return ConfigLoader.layered("", List.of(experiment.resolve(CONFIG), experiment.resolve(SMOKE)), List.of());
    }

    /** Larger than the training wants, so that cropping has something to do. */
    private int side() {
        return ((DataConfig.Images) config().data()).size() + 6;
    }

    private void classFolders(Path path) throws IOException {
        int classes = config().data().classes();
        for (int c = 0; c < classes; c++) {
            Pictures.folder(path.resolve("n%08d".formatted(c)), PICTURES, side(), "JPEG", c);
        }
    }

    /** First weights of the sampler's network, under the names of the published checkpoints. */
    private Map<String, HostTensor> weights(String prefix) {
        Config config = config();
        Map<String, HostTensor> weights = new LinkedHashMap<>();
        SplittableRandom random = new SplittableRandom(1);
        for (Parameter p : Models.of(config, config.data().pictureShape().orElseThrow())
                .sampler()
                .parameters()) {
            if (p.name().equals(GaussianSampler.LOG_SIGMA)) continue;
            weights.put(prefix + p.name(), HostTensor.of(p.init().draw(random, (int) p.size()), p.shape()));
        }
        return weights;
    }

    /** A network beside its description, which is the experiment's in the sizes of smoke.yaml. */
    private void backbone(Path path) throws IOException {
        ScriptFile.write(path, BACKBONE);
        YAMLMapper yaml = new YAMLMapper();
        ObjectNode description =
                (ObjectNode) yaml.readTree(experiment.resolve(CONFIG).toFile());
        merge(description, (ObjectNode) yaml.readTree(experiment.resolve(SMOKE).toFile()));
        String stem = path.getFileName().toString().replaceFirst("\\.[^.]*$", "");
        yaml.writeValue(path.resolveSibling(stem + ".yaml").toFile(), description);
    }

    private static void merge(ObjectNode base, ObjectNode over) {
        over.properties().forEach(entry -> {
            if (entry.getValue() instanceof ObjectNode section) merge((ObjectNode) base.get(entry.getKey()), section);
            else base.set(entry.getKey(), entry.getValue());
        });
    }

    /** Takes and returns what NVIDIA's inception-2015-12-05.pt does: uint8 pictures of any size, 2,048 numbers. */
    private static final String INCEPTION = """
            def forward(self: __torch__.Program, x: Tensor, return_features: bool=False) -> Tensor:
              y = torch.div(torch.to(x, 6), 255.)
              z = torch.flatten(torch.adaptive_avg_pool2d(y, [32, 22]), 1)
              return torch.slice(z, 1, 0, 2048, 1)
            """;

    /** Returns maps of the strides of EfficientNet-B4's stages and an eighth of their channels: waves over smoothed brightness. */
    private static final String BACKBONE = """
            def forward(self: __torch__.Program, x: Tensor) -> List[Tensor]:
              g = torch.mean(x, [1], True)
              a = torch.avg_pool2d(g, [2, 2], [2, 2], [0, 0], False, True, None)
              b = torch.avg_pool2d(a, [2, 2], [2, 2], [0, 0], False, True, None)
              c = torch.avg_pool2d(b, [2, 2], [2, 2], [0, 0], False, True, None)
              d = torch.avg_pool2d(c, [2, 2], [2, 2], [0, 0], False, True, None)
              ra = torch.repeat(a, [1, 3, 1, 1])
              rb = torch.repeat(b, [1, 4, 1, 1])
              rc = torch.repeat(c, [1, 7, 1, 1])
              rd = torch.repeat(d, [1, 20, 1, 1])
              wa = torch.sin(torch.mul(ra, torch.cumsum(torch.ones_like(ra), 1)))
              wb = torch.sin(torch.mul(rb, torch.cumsum(torch.ones_like(rb), 1)))
              wc = torch.sin(torch.mul(rc, torch.cumsum(torch.ones_like(rc), 1)))
              wd = torch.sin(torch.mul(rd, torch.cumsum(torch.ones_like(rd), 1)))
              return [wa, wb, wc, wd]
            """;
}
