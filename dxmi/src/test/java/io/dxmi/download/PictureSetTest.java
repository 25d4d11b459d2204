package io.dxmi.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.repository.Repository;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.image.ImageSource;
import io.dxmi.samplers.image.ImageSources;
import io.dxmi.samplers.image.Part;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A repository in a folder stands for the one in the network. */
class PictureSetTest {

    private static final String CACHE = "DJL_CACHE_DIR";

    @TempDir
    private Path folder;

    private String cacheBefore;

    @BeforeEach
    void cacheHere() {
        cacheBefore = System.getProperty(CACHE);
        System.setProperty(CACHE, folder.resolve("cache").toString());
    }

    @AfterEach
    void cacheAsBefore() {
        if (cacheBefore == null) System.clearProperty(CACHE);
        else System.setProperty(CACHE, cacheBefore);
    }

    private Repository repository(Map<String, String> files) throws IOException {
        Path place = Files.createDirectories(folder.resolve("repository/dataset/cv/ai/djl/basicdataset/fashmnist"));
        String items = files.entrySet().stream()
                .map(file -> "\"" + file.getKey() + "\": {\"uri\": \""
                        + place.resolve("1.0").resolve(file.getValue() + ".gz").toUri() + "\", \"name\": \""
                        + file.getValue() + "\", \"extension\": \"gzip\"}")
                .collect(Collectors.joining(", "));
        Files.writeString(place.resolve("metadata.json"), """
                {"metadataVersion": "0.2", "resourceType": "dataset", "application": "cv",
                 "groupId": "ai.djl.basicdataset", "artifactId": "fashmnist", "name": "Fashion-MNIST",
                 "artifacts": [{"version": "1.0", "snapshot": false, "name": "fashmnist", "files": {%s}}]}
                """.formatted(items));
        return Repository.newInstance("local", folder.resolve("repository"));
    }

    private void idx(String name, int... header) throws IOException {
        Path file = folder.resolve("repository/dataset/cv/ai/djl/basicdataset/fashmnist/1.0/" + name + ".gz");
        Files.createDirectories(file.getParent());
        try (DataOutputStream out = new DataOutputStream(new GZIPOutputStream(Files.newOutputStream(file)))) {
            int size = 1;
            out.writeInt(header.length == 3 ? 0x803 : 0x801);
            for (int n : header) {
                out.writeInt(n);
                size *= n;
            }
            for (int i = 0; i < size; i++) out.writeByte(i % 10);
        }
    }

    @Test
    void whatIsFetchedIsWhatTheReadersOpen() throws IOException {
        Map<String, String> files = new LinkedHashMap<>();
        files.put("train_data", "train-images-idx3-ubyte");
        files.put("train_labels", "train-labels-idx1-ubyte");
        files.put("test_data", "t10k-images-idx3-ubyte");
        files.put("test_labels", "t10k-labels-idx1-ubyte");
        idx("train-images-idx3-ubyte", 5, 28, 28);
        idx("train-labels-idx1-ubyte", 5);
        idx("t10k-images-idx3-ubyte", 3, 28, 28);
        idx("t10k-labels-idx1-ubyte", 3);
        Path to = folder.resolve("pictures");
        PictureSet.FASHION_MNIST.fetch(repository(files), to);
        try (ImageSource train = ImageSources.open(to, Part.TRAIN);
                ImageSource test = ImageSources.open(to, Part.TEST)) {
            assertThat(train.count()).isEqualTo(5);
            assertThat(train.labels()).containsExactly(0, 1, 2, 3, 4);
            assertThat(test.count()).isEqualTo(3);
        }
    }

    @Test
    void aRepositoryWithoutTheSetIsOneLine() throws IOException {
        Repository empty = Repository.newInstance("local", Files.createDirectories(folder.resolve("empty")));
        assertThatThrownBy(() -> PictureSet.CIFAR10.fetch(empty, folder.resolve("to")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("cannot fetch cifar10")
                .hasMessageContaining("data.path");
    }
}
