package io.dxmi.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dxmi.detect.data.TableChoice;
import io.dxmi.detect.fit.FitOptions;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders of several categories, and what of them cannot be measured. */
class CategoriesTest {

    private static final FitOptions UNTRAINED =
            FitOptions.defaults(0).withJoint(FitOptions.defaults(0).joint().withIterations(0));

    @TempDir
    Path folder;

    private final Random random = new Random(4);
    private Path data;

    /** The nut has a defect to test on, the screw has none. */
    @BeforeEach
    void pictures() throws Exception {
        data = folder.resolve("data");
        for (String category : new String[] {"nut", "screw"}) {
            for (int i = 0; i < 12; i++) save(category + "/train/good/" + i + ".png");
            for (int i = 0; i < 2; i++) save(category + "/test/good/" + i + ".png");
        }
        save("nut/test/hole/0.png");
    }

    private void save(String name) throws Exception {
        Path file = data.resolve(name);
        Files.createDirectories(file.getParent());
        BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 64; i++) image.setRGB(i % 8, i / 8, random.nextInt(256) * 0x010101);
        ImageIO.write(image, "png", file.toFile());
    }

    private void evaluate(Path model) {
        Detection.evaluate(model, data, TableChoice.NONE, folder.resolve("page"), Progress.NONE);
    }

    @Test
    void aCategoryOfOneClassIsRefusedBeforeAnythingIsScored() {
        Path models = folder.resolve("models");
        Detection.fit(data, models, TableChoice.NONE, UNTRAINED, Progress.NONE);
        Path together = folder.resolve("together");
        Detection.fit(data, together, TableChoice.NONE, UNTRAINED.withMultiClass(), Progress.NONE);
        for (Path model : new Path[] {models, together}) {
            assertThatThrownBy(() -> evaluate(model))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("screw: expected normal samples and anomalies, got one class only: 2 normal");
            assertThat(folder.resolve("page")).doesNotExist();
        }
    }

    @Test
    void modelsByCategoryAreNamedWhereOneIsWanted() {
        Path models = folder.resolve("models");
        Detection.fit(data, models, TableChoice.NONE, UNTRAINED, Progress.NONE);
        Path picture = data.resolve("nut/test/good/0.png");
        Path out = folder.resolve("scores.csv");
        assertThatThrownBy(() -> Detection.score(models, picture, out, null, TableChoice.NONE, Progress.NONE))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("holds models by category")
                .hasMessageEndingWith("{nut, screw}");
        assertThat(Detection.score(models.resolve("nut"), picture, out, null, TableChoice.NONE, Progress.NONE)
                        .scored()
                        .single())
                .isPresent();
    }
}
