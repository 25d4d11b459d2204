package io.dxmi.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dxmi.detect.data.TableChoice;
import io.dxmi.detect.fit.FitOptions;
import io.dxmi.detect.model.ModelFolder;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of a model folder belong together, and each knows the other. */
class ModelPartsTest {

    @TempDir
    Path folder;

    @BeforeEach
    void twoFits() throws Exception {
        StringBuilder rows = new StringBuilder("a,b\n");
        Random random = new Random(0);
        for (int i = 0; i < 60; i++) {
            rows.append(random.nextInt(100))
                    .append(',')
                    .append(random.nextInt(100))
                    .append('\n');
        }
        Files.writeString(folder.resolve("points.csv"), rows);
        for (int seed = 0; seed < 2; seed++) {
            Detection.fit(
                    folder.resolve("points.csv"),
                    folder.resolve("model" + seed),
                    TableChoice.NONE,
                    FitOptions.defaults(seed),
                    Progress.NONE);
        }
    }

    private void assertRefused(String file) {
        assertThatThrownBy(() -> ModelFolder.read(folder.resolve("model0")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(folder.resolve("model0").resolve(file).toString());
    }

    @Test
    void aWholeFolderOpensAndNothingIsLeftBeside() throws Exception {
        ModelFolder.read(folder.resolve("model0")).close();
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(3);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"model.yaml", "model.safetensors"})
    void partsOfDifferentFitsAreRefused(String file) throws Exception {
        Files.copy(
                folder.resolve("model1").resolve(file),
                folder.resolve("model0").resolve(file),
                StandardCopyOption.REPLACE_EXISTING);
        assertRefused("model.safetensors");
    }

    @Test
    void aChangedRecordIsRefused() throws Exception {
        Path record = folder.resolve("model0/model.yaml");
        String text = Files.readString(record);
        Files.writeString(record, text.replaceFirst("false_positives: 0.05", "false_positives: 0.06"));
        assertRefused("model.yaml");
        Files.writeString(record, text.replaceFirst("(?s)sha256:.*", ""));
        assertRefused("model.yaml");
        Files.writeString(record, text.replaceFirst("(?s)sha256:.*", "").replace("format: 3", "format: 2"));
        assertRefused("model.yaml");
        Files.writeString(record, "# a comment\n" + text);
        ModelFolder.read(folder.resolve("model0")).close();
    }

    @Test
    void everyFlippedBitOfTheNumbersIsSeen() throws Exception {
        Path numbers = folder.resolve("model0/model.safetensors");
        byte[] bytes = Files.readAllBytes(numbers);
        Random random = new Random(1);
        for (int i = 0; i < 50; i++) {
            byte[] flipped = bytes.clone();
            flipped[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(numbers, flipped);
            assertRefused("model.safetensors");
        }
    }
}
