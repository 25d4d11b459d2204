package io.dxmi.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.inference.Predictor;
import ai.djl.repository.zoo.ZooModel;
import io.dxmi.detect.data.Sample;
import io.dxmi.detect.data.TableChoice;
import io.dxmi.detect.fit.FitOptions;
import io.dxmi.detect.model.AnomalyResult;
import io.dxmi.detect.model.Detector;
import io.dxmi.detect.model.ModelFolder;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model that is one file: equal to the folder, movable, read-only; damaged, hostile and other archives are refused. */
class ModelArchiveTest {

    private static final FitOptions UNTRAINED =
            FitOptions.defaults(0).withJoint(FitOptions.defaults(0).joint().withIterations(0));

    @TempDir
    static Path folder;

    private static Path model;

    @BeforeAll
    static void fit() throws IOException {
        StringBuilder rows = new StringBuilder("a,b\n");
        for (int i = 0; i < 60; i++) rows.append(i * i % 17 + "." + i % 9 + "," + i * 7 % 11 + "\n");
        Path data = Files.writeString(folder.resolve("data.csv"), rows);
        model = folder.resolve("model.dxmi");
        Detection.fit(data, model, TableChoice.NONE, UNTRAINED, Progress.NONE);
        Detection.fit(data, folder.resolve("again.dxmi"), TableChoice.NONE, UNTRAINED, Progress.NONE);
        Detection.fit(data, folder.resolve("model"), TableChoice.NONE, UNTRAINED, Progress.NONE);
    }

    private static Map<String, byte[]> entries() throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(model.toFile())) {
            for (ZipEntry entry : zip.stream().toList()) {
                entries.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
            }
        }
        return entries;
    }

    private static Path zip(String name, Map<String, byte[]> entries) throws IOException {
        Path file = folder.resolve(name);
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
                zip.closeEntry();
            }
        }
        return file;
    }

    /** Temporary folders of this process; others may be at work. */
    private static long temporary() throws IOException {
        String own = "dxmi-model-" + ProcessHandle.current().pid() + "-";
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith(own))
                    .count();
        }
    }

    @Test
    void holdsTheBytesOfTheFolderAndEqualFitsAreEqualFiles() throws IOException {
        assertThat(entries()).containsOnlyKeys("model.safetensors", "model.yaml");
        for (Map.Entry<String, byte[]> entry : entries().entrySet()) {
            assertThat(Files.readAllBytes(folder.resolve("model").resolve(entry.getKey())))
                    .isEqualTo(entry.getValue());
        }
        assertThat(Files.readAllBytes(folder.resolve("again.dxmi"))).isEqualTo(Files.readAllBytes(model));
    }

    @Test
    void worksFromAReadOnlyPlaceAfterMoving() throws Exception {
        Path place = Files.createDirectories(folder.resolve("elsewhere"));
        Path moved = Files.copy(model, place.resolve("renamed.bin"));
        assertThat(moved.toFile().setReadOnly() && place.toFile().setReadOnly()).isTrue();
        Detection.score(
                moved, folder.resolve("data.csv"), folder.resolve("s.csv"), null, TableChoice.NONE, Progress.NONE);
        String[] first = Files.readAllLines(folder.resolve("s.csv")).get(1).split(",", -1);
        try (ZooModel<float[], AnomalyResult> opened =
                        AnomalyModels.vectors(moved).loadModel();
                Predictor<float[], AnomalyResult> predictor = opened.newPredictor();
                Detector detector = ModelFolder.read(folder.resolve("model"))) {
            double score = predictor.predict(new float[] {3.5f, 2}).score();
            double expected =
                    detector.score(Sample.of("x", new float[] {3.5f, 2}, 2)).score();
            assertThat(score).isEqualTo(expected);
            assertThat(Double.parseDouble(first[1])).isFinite();
        }
        assertThat(temporary()).isZero();
    }

    @Test
    void anArchiveOfCategoriesIsReadByCategory() throws IOException {
        Map<String, byte[]> all = new LinkedHashMap<>();
        for (Map.Entry<String, byte[]> entry : entries().entrySet()) {
            all.put("nut/" + entry.getKey(), entry.getValue());
            all.put("écrou/" + entry.getKey(), entry.getValue());
        }
        Path file = zip("several.dxmi", all);
        assertThat(ModelFolder.isModel(file)).isFalse();
        assertThat(Detection.isModel(file)).isTrue();
        assertThat(ModelFolder.categories(file)).containsExactly(file.resolve("nut"), file.resolve("écrou"));
        ModelFolder.read(file.resolve("écrou")).close();
    }

    @Test
    void partsOfDifferentFitsAndLackingOnesAreNamed() throws IOException {
        Map<String, byte[]> other = entries();
        other.put(
                "model.yaml",
                new String(other.get("model.yaml"), StandardCharsets.UTF_8)
                        .replace("seed: 0", "seed: 1")
                        .getBytes(StandardCharsets.UTF_8));
        Path file = zip("other.dxmi", other);
        assertThatThrownBy(() -> ModelFolder.read(file))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith(file + "/model.yaml: is damaged, or of another fit than model.safetensors");
        Map<String, byte[]> alone = entries();
        alone.remove("model.safetensors");
        Path lacking = zip("lacking.dxmi", alone);
        assertThatThrownBy(() -> ModelFolder.read(lacking))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(lacking + "/model.safetensors");
        assertThat(temporary()).isZero();
    }

    @Test
    void whatUnpacksToFarMoreThanItsSizeIsRefused() throws IOException {
        Map<String, byte[]> bomb = entries();
        bomb.put("model.safetensors", new byte[64 << 20]);
        Path file = zip("bomb.dxmi", bomb);
        assertThat(Files.size(file)).isLessThan(100_000);
        assertThatThrownBy(() -> ModelFolder.read(file))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("expected an archive that unpacks to at most 16777216 bytes");
        assertThat(temporary()).isZero();
    }

    @Test
    void nothingIsUnpackedBesideTheTemporaryFolder() throws IOException {
        Map<String, byte[]> sly = entries();
        sly.put("../sly.txt", new byte[1]);
        sly.put("..", new byte[1]);
        sly.put("/sly.txt", new byte[1]);
        ModelFolder.read(zip("sly.dxmi", sly)).close();
        assertThat(Path.of(System.getProperty("java.io.tmpdir")).resolve("sly.txt"))
                .doesNotExist();
        assertThat(Path.of("/sly.txt")).doesNotExist();
    }

    @Test
    void otherFilesAreNoModels() throws IOException {
        Path pictures = zip("pictures.zip", Map.of("a.png", new byte[3]));
        assertThat(Detection.isModel(pictures)).isFalse();
        assertThatThrownBy(() -> ModelFolder.read(pictures))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith("expected a model folder of 'dxmi detect fit' at " + pictures);
        byte[] cut = Files.readAllBytes(model);
        Path half = Files.write(folder.resolve("half.dxmi"), Arrays.copyOf(cut, cut.length / 2));
        assertThatThrownBy(() -> ModelFolder.read(half))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith(half + ": cannot be read as a ZIP archive");
    }
}
