package io.dxmi.fuzz;

import io.dxmi.config.ConfigLoader;
import io.dxmi.config.Yaml;
import io.dxmi.detect.data.ArrayData;
import io.dxmi.detect.data.TableChoice;
import io.dxmi.detect.data.TableData;
import io.dxmi.detect.model.ModelFolder;
import io.dxmi.eval.feature.TorchScriptOptions;
import io.dxmi.eval.reference.ReferenceFile;
import io.dxmi.runs.checkpoint.Checkpoints;
import io.dxmi.runs.folder.RunContent;
import io.dxmi.runs.folder.RunFolder;
import io.dxmi.samplers.checkpoint.CheckpointFile;
import io.dxmi.samplers.data.PointsCsv;
import io.dxmi.samplers.image.ImageSource;
import io.dxmi.samplers.image.ImageSources;
import io.dxmi.samplers.program.ProgramArchive;
import io.dxmi.samplers.program.ProgramFile;
import io.dxmi.samplers.tensor.TensorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A format of files that users have, and how the toolkit reads all of one. */
@SuppressWarnings("ImmutableEnumChecker") // readers are methods without state
enum Format {
    POINTS("points.csv", PointsCsv::read),
    TABLE("table.csv", Format::table),
    TABLE_GZIP("table.csv.gz", Format::table),
    NPY("array.npy", Format::arrays),
    NPZ("arrays.npz", Format::arrays),
    IDX("train-images-idx3-ubyte", Format::images),
    IDX_GZIP("train-images-idx3-ubyte.gz", Format::images),
    SAFETENSORS("net.safetensors", Format::tensors),
    PYTORCH("net.pth", Format::tensors),
    DIFFUSERS("config.json", file -> tensors(file.getParent())),
    CHECKPOINT("step-1.safetensors", Checkpoints::read),
    CONFIG("config.yaml", file -> ConfigLoader.file(file, List.of())),
    RUN("config.yaml", file -> RunFolder.continued(file.getParent())),
    RUN_RECORD("run.json", Format::run),
    MODEL_RECORD("model.yaml", file -> ModelFolder.record(file.getParent())),
    BACKBONE("backbone.yaml", file -> TorchScriptOptions.of(Yaml.document(file), "backbone.pt", file.toString())),
    REFERENCE("reference.npz", ReferenceFile::read),
    PNG("picture.png", file -> images(file.getParent())),
    JPEG("picture.jpg", file -> images(file.getParent())),
    BMP("picture.bmp", file -> images(file.getParent())),
    GIF("picture.gif", file -> images(file.getParent())),
    TIFF("picture.tif", file -> images(file.getParent())),
    WEBP("picture.webp", file -> images(file.getParent())),
    ZIP("pictures.zip", Format::images),
    PROGRAM("net.pt", file -> ProgramArchive.check(ProgramFile.of(file)));

    /** Reads a file. */
    @FunctionalInterface
    private interface Reader {
        void read(Path file);
    }

    private final String file;
    private final Reader reader;

    Format(String file, Reader reader) {
        this.file = file;
        this.reader = reader;
    }

    /** The name for options and folders of seeds. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Reads a file of this format and content.
     *
     * @param folder of its own for this format and process
     * @throws io.dxmi.samplers.UserError if the content is refused: the only exception that a reader may throw
     */
    void read(byte[] content, Path folder) {
        Path path = folder.resolve(file);
        try {
            Files.write(path, content);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        reader.read(path);
    }

    private static void table(Path file) {
        TableData.normal(file, TableChoice.NONE);
    }

    private static void tensors(Path file) {
        TensorFile tensors = CheckpointFile.open(file);
        tensors.entries().keySet().forEach(tensors::read);
    }

    private static void arrays(Path file) {
        tensors(file);
        images(file);
        if (ArrayData.isArrays(file)) ArrayData.open(file, TableChoice.NONE);
    }

    private static void images(Path file) {
        try (ImageSource images = ImageSources.open(file)) {
            for (int i = 0; i < Math.min(3, images.count()); i++) images.load(i);
        }
    }

    private static void run(Path file) {
        Path config = file.resolveSibling("config.yaml");
        try {
            if (!Files.exists(config)) {
                Files.writeString(config, Yaml.dump(ConfigLoader.preset("8gaussians", List.of())));
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        RunContent.read(file.getParent());
        RunFolder.continued(file.getParent());
    }
}
