package io.dxmi.watch;

import io.dxmi.config.ConfigLoader;
import io.dxmi.config.Yaml;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import javax.imageio.ImageIO;

/** A run's folder with the files that a training leaves, written by hand. */
record PlantedRun(Path folder) {

    static PlantedRun at(Path folder) throws IOException {
        Files.createDirectories(folder.resolve("samples"));
        Files.createDirectories(folder.resolve("checkpoints"));
        Files.writeString(
                folder.resolve("config.yaml"),
                Yaml.dump(ConfigLoader.preset("8gaussians", List.of("trainer.iterations=1000"))));
        return new PlantedRun(folder);
    }

    /** Adds a row of metrics.jsonl and of timing.jsonl. */
    PlantedRun row(long iteration, double loss) throws IOException {
        return append(
                        "metrics.jsonl",
                        "{\"phase\":\"train\",\"iteration\":" + iteration + ",\"energy/loss\":" + loss + "}\n")
                .append(
                        "timing.jsonl",
                        "{\"phase\":\"train\",\"iteration\":" + iteration + ",\"seconds\":" + iteration * 0.01 + "}\n");
    }

    PlantedRun append(String file, String text) throws IOException {
        Files.writeString(folder.resolve(file), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        return this;
    }

    PlantedRun picture(String name) throws IOException {
        ImageIO.write(
                new BufferedImage(20, 10, BufferedImage.TYPE_INT_RGB),
                "png",
                folder.resolve(name).toFile());
        return this;
    }
}
