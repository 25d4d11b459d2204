package io.dxmi.download;

import static io.dxmi.samplers.UserError.parameter;

import ai.djl.Application;
import ai.djl.basicdataset.BasicDatasets;
import ai.djl.repository.Artifact;
import ai.djl.repository.MRL;
import ai.djl.repository.Repository;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.AtomicFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A public picture set in DJL's repository. */
public enum PictureSet {
    MNIST("mnist", "mnist"),
    FASHION_MNIST("fashion-mnist", "fashmnist"),
    CIFAR10("cifar10", "cifar10");

    private static final String VERSION = "1.0";

    /** What the repository calls MNIST's files, and what everybody else does. */
    private static final Map<String, String> IDX = Map.of(
            "train_data", "train-images-idx3-ubyte",
            "train_labels", "train-labels-idx1-ubyte",
            "test_data", "t10k-images-idx3-ubyte",
            "test_labels", "t10k-labels-idx1-ubyte");

    /** The repository has CIFAR-10's five batches in one file; so many bytes are one of them. */
    private static final int BATCH_BYTES = 10_000 * (1 + 3 * 32 * 32);

    private static final List<String> BATCHES =
            List.of("data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin");

    private final String label;
    private final String artifact;

    PictureSet(String label, String artifact) {
        this.label = label;
        this.artifact = artifact;
    }

    /** The set that {@code data.name} names, if the repository has it. */
    public static Optional<PictureSet> named(String name) {
        return Arrays.stream(values()).filter(set -> set.label.equals(name)).findFirst();
    }

    /** The names of all sets, for messages. */
    public static String labels() {
        return Arrays.stream(values()).map(set -> set.label).collect(Collectors.joining(", "));
    }

    /**
     * Fetches the set into a folder that the readers of pictures open. DJL keeps a copy in its cache.
     *
     * @param folder made if absent
     * @throws UserError if the repository cannot be reached or the files cannot be written
     */
    public void fetch(Path folder) {
        fetch(BasicDatasets.REPOSITORY, folder);
    }

    void fetch(Repository repository, Path folder) {
        try {
            MRL place = repository.dataset(Application.CV.ANY, BasicDatasets.GROUP_ID, artifact, VERSION);
            Artifact found = place.getDefaultArtifact();
            // a repository in a folder answers for what it does not have with nothing in it
            if (found == null || found.getFiles().isEmpty()) {
                throw new IOException("the repository has no files of " + artifact);
            }
            place.prepare(found);
            Files.createDirectories(folder);
            for (Map.Entry<String, Artifact.Item> file : found.getFiles().entrySet()) {
                Path from = place.getRepository().getFile(file.getValue(), "");
                if (this == CIFAR10 && file.getKey().startsWith("data")) cut(from, folder);
                else copy(from, folder.resolve(IDX.getOrDefault(file.getKey(), "test_batch.bin")));
            }
        } catch (IOException | RuntimeException e) {
            throw new UserError(
                    "cannot fetch " + artifact + " into " + folder + ": " + e.getMessage()
                            + "; is there a network? Files from elsewhere serve as well: data.path=FOLDER without "
                            + parameter("download"),
                    e);
        }
    }

    private static void copy(Path from, Path to) {
        AtomicFiles.write(to, out -> Files.copy(from, out));
    }

    private static void cut(Path whole, Path folder) throws IOException {
        try (InputStream in = Files.newInputStream(whole)) {
            for (String name : BATCHES) {
                byte[] batch = in.readNBytes(BATCH_BYTES);
                AtomicFiles.write(folder.resolve(name), out -> out.write(batch));
            }
        }
    }
}
