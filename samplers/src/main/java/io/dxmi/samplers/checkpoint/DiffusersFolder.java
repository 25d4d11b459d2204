package io.dxmi.samplers.checkpoint;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.TensorFile;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A folder that the diffusers library wrote for an unconditional {@code UNet2DModel}: one file of weights, of any variant
 * such as {@code fp16}, or several with an index. Where the folder is a whole pipeline, its {@code unet} is read (its {@code
 * unet_ema} where that is there), and the settings of its scheduler.
 *
 * @param file the weights
 */
record DiffusersFolder(Path path, TensorFile file, Map<String, String> notes) implements TensorFile {

    /** Start of the names of notes that come from the scheduler of a pipeline. */
    static final String SCHEDULER = "scheduler/";

    private static final String CONFIG = "config.json";
    private static final String WEIGHTS = "diffusion_pytorch_model";

    private static final List<String> AUTOENCODERS = List.of("vae", "vqvae", "movq");

    /** Shortest names first: the full weights before a variant. */
    private static final List<String> KINDS =
            List.of(".safetensors", ".bin", ".safetensors.index.json", ".bin.index.json");

    /** @throws UserError if it is no such folder, or of another network */
    static TensorFile open(Path folder) {
        return open(folder, null);
    }

    /** @param chosen the file of the weights, or null for the usual one */
    static TensorFile open(Path folder, Path chosen) {
        Path at = network(folder);
        Map<String, String> notes = new LinkedHashMap<>(DiffusersConfig.read(at.resolve(CONFIG)));
        requirePictures(at.equals(folder) ? pipelineAround(at) : folder);
        Path scheduler = scheduler(folder, at);
        if (Files.isRegularFile(scheduler)) {
            DiffusersConfig.json(scheduler)
                    .properties()
                    .forEach(e -> notes.put(SCHEDULER + e.getKey(), DiffusersConfig.text(e.getValue())));
        }
        Path weights = chosen == null ? weights(at) : chosen;
        TensorFile file =
                weights.toString().endsWith(".json") ? ShardedFile.open(weights) : CheckpointFile.openFile(weights);
        return new DiffusersFolder(folder, file, Collections.unmodifiableMap(notes));
    }

    /** The folder of the pipeline that a network's folder is a part of, or null. */
    private static Path pipelineAround(Path network) {
        Path above = network.toAbsolutePath().normalize().getParent();
        return above != null && Files.isRegularFile(above.resolve("model_index.json")) ? above : null;
    }

    /** Refuses a pipeline whose network sees the codes of an autoencoder: the settings of the network do not tell it. */
    private static void requirePictures(Path pipeline) {
        for (String part : AUTOENCODERS) {
            if (pipeline != null && Files.isRegularFile(pipeline.resolve(part).resolve(CONFIG))) {
                throw new UserError(pipeline + ": expected a pipeline whose network sees pictures, got one with the"
                        + " autoencoder " + part + ", a latent model such as Stable Diffusion, which is not supported");
            }
        }
    }

    /** The folder that a file of weights lies in, if it is such a folder. */
    static Optional<Path> around(Path weights) {
        Path folder = weights.toAbsolutePath().getParent();
        boolean named = weights.getFileName() != null
                && weights.getFileName().toString().startsWith(WEIGHTS);
        return named && folder != null && Files.isRegularFile(folder.resolve(CONFIG))
                ? Optional.of(folder)
                : Optional.empty();
    }

    private static Path network(Path folder) {
        for (String part : List.of("unet_ema", "unet", "")) {
            if (Files.isRegularFile(folder.resolve(part).resolve(CONFIG))) return folder.resolve(part);
        }
        if (Files.isRegularFile(folder.resolve("transformer").resolve(CONFIG))) {
            throw new UserError(
                    folder + ": expected a pipeline with a UNet2DModel, got one with a transformer, a latent"
                            + " model such as Stable Diffusion 3, which is not supported");
        }
        if (Files.isRegularFile(folder.resolve("data.pkl"))) {
            throw new UserError(
                    folder + ": is an unpacked PyTorch checkpoint; pack it again, without compression: zip -0"
                            + " -r checkpoint.pth " + folder.getFileName());
        }
        if (Files.isRegularFile(folder.resolve("model_index.json"))) {
            throw new UserError(folder + ": expected a pipeline with a folder unet that holds " + CONFIG
                    + "; this pipeline has none");
        }
        throw new UserError(
                folder + ": expected a checkpoint file or a diffusers folder, found a folder without " + CONFIG);
    }

    private static Path scheduler(Path folder, Path at) {
        Path inside = folder.resolve("scheduler").resolve("scheduler_config.json");
        return at.equals(folder) ? folder.resolve("../scheduler/scheduler_config.json") : inside;
    }

    private static Path weights(Path folder) {
        TreeSet<String> there = new TreeSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, WEIGHTS + "*")) {
            files.forEach(file -> there.add(file.getFileName().toString()));
        } catch (IOException e) {
            throw new UserError(folder + ": cannot be listed: " + e.getMessage(), e);
        }
        for (String kind : KINDS) {
            if (there.contains(WEIGHTS + kind)) return folder.resolve(WEIGHTS + kind);
        }
        for (String name : there) { // variants; a part of several files is none
            if (name.matches(".*\\.(safetensors|bin)") && !name.matches(".*-\\d+-of-\\d+\\..*"))
                return folder.resolve(name);
        }
        for (String name : there) {
            if (name.matches(".*\\.index\\.[\\w.]*json")) return folder.resolve(name);
        }
        throw new UserError(folder + ": expected " + WEIGHTS + ".safetensors or " + WEIGHTS + ".bin beside " + CONFIG);
    }

    @Override
    public String format() {
        return "diffusers UNet2DModel (" + file.format() + ")";
    }

    @Override
    public Map<String, Entry> entries() {
        return file.entries();
    }

    @Override
    public Map<String, String> unread() {
        return file.unread();
    }

    @Override
    public HostTensor read(String name) {
        return file.read(name);
    }
}
