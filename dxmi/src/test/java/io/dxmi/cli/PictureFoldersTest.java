package io.dxmi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dxmi.cli.Processes.Result;
import io.dxmi.detect.model.ModelFolder;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dxmi detect} on folders of pictures as people have them: names, damage, one file, one model file, tiles. */
@Tag("slow")
class PictureFoldersTest {

    private static final int SIDE = 96;
    private static final Random RANDOM = new Random(4);

    @TempDir
    static Path folder;

    private static Session dxmi;

    @AfterAll
    static void end() throws Exception {
        dxmi.close();
    }

    /** A weave; a defect is a dark square of 12 pixels at (40, 52). */
    private static BufferedImage picture(boolean defect) {
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < SIDE * SIDE; i++) {
            int y = i / SIDE;
            int x = i % SIDE;
            boolean dark = defect && y >= 40 && y < 52 && x >= 52 && x < 64;
            double v = 150 + 20 * Math.sin(x / 3.0) + 6 * RANDOM.nextGaussian() - (dark ? 110 : 0);
            image.setRGB(x, y, 0x010101 * (int) Math.max(0, Math.min(255, v)));
        }
        return image;
    }

    private static void save(BufferedImage image, String name) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        assertThat(ImageIO.write(image, name.substring(name.lastIndexOf('.') + 1), file.toFile()))
                .isTrue();
    }

    @BeforeAll
    static void files() throws Exception {
        dxmi = new Session(folder);
        BufferedImage mask = new BufferedImage(SIDE / 4, SIDE / 4, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 9; i++) mask.getRaster().setSample(13 + i % 3, 10 + i / 3, 0, 1);
        for (int i = 0; i < 20; i++) save(picture(false), "parts/OK/Größe " + i + ".png");
        for (int i = 0; i < 4; i++) save(picture(true), "parts/NG/" + i + ".jpg");
        for (int i = 0; i < 3; i++) save(mask, "parts/mask/NG/" + i + ".png");
        save(picture(true), "one/part.PNG");
        save(picture(false), "one/train/good/0.png");
    }

    private static Result run(String... arguments) throws Exception {
        Result result = dxmi.run(arguments);
        assertThat(result.code()).as(result.err()).isZero();
        return result;
    }

    private static List<String> lines(String name) throws IOException {
        return Files.readAllLines(folder.resolve(name));
    }

    @Test
    void twoFoldersAreFittedMeasuredAndComparedAndOneModelFileDoesWhatAFolderDoes() throws Exception {
        Result fit =
                run("detect", "fit", "--data", "parts", "--energy", "patchcore", "--out", "parts-model", "--quiet");
        assertThat(fit.out()).contains("\"normal_folders\":[\"OK\"]").contains("\"fitted_on\":20");
        run("detect", "fit", "--data", "parts", "--energy", "patchcore", "--out", "parts.dxmi", "--quiet");
        Result evaluated = run("detect", "evaluate", "parts.dxmi", "--data", "parts", "--quiet");
        assertThat(evaluated.out())
                .contains("\"normal\":20,\"anomalies\":4", "\"auroc\":1.0", "\"pixel_auroc\":0.9")
                .contains("\"anomaly_folders\":[\"NG\"],\"without_mask\":1");
        run("detect", "score", "parts-model", "--data", "parts", "--out", "folder.csv", "--quiet");
        run("detect", "score", "parts.dxmi", "--data", "parts", "--out", "file.csv", "--quiet");
        assertThat(lines("file.csv")).isEqualTo(lines("folder.csv")).hasSize(25);
        Result compared = run("detect", "compare", "parts", "--energies", "patchcore,knn", "--splits", "1", "--quiet");
        assertThat(compared.out()).contains("\"normal_folders\":[\"OK\"]");

        Result single = run("detect", "score", "parts.dxmi", "--data", "one/part.PNG", "--out", "one.csv", "--quiet");
        assertThat(single.out()).contains("\"samples\":1,\"anomalies\":1");

        Result again = dxmi.run("detect", "fit", "--data", "parts", "--out", "parts.dxmi");
        assertThat(again.code()).isEqualTo(2);
        assertThat(again.err()).isEqualTo("dxmi: --out parts.dxmi exists; expected a new file\n");
    }

    @Test
    void masksAmongThePicturesAreUsedAndAreNotScored() throws Exception {
        BufferedImage mask = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 6; i++) {
            save(picture(false), "beside/good/" + i + ".png");
            save(mask, "beside/good/" + i + "_mask.png");
        }
        for (int i = 0; i < 144; i++) mask.getRaster().setSample(52 + i % 12, 40 + i / 12, 0, 1);
        for (int i = 0; i < 2; i++) {
            save(picture(true), "beside/NG/" + i + ".png");
            save(mask, "beside/NG/" + i + "_mask.png");
        }
        String said = "note: 8 files among the pictures are masks of others, and are not taken as pictures";
        Result fit =
                run("detect", "fit", "--data", "beside", "--energy", "patchcore", "--out", "beside-model", "--quiet");
        assertThat(fit.out()).contains("\"fitted_on\":6", "\"masks_beside\":8");
        assertThat(fit.err().lines()).contains(said);
        Result evaluated = run("detect", "evaluate", "beside-model", "--data", "beside", "--quiet");
        assertThat(evaluated.out()).contains("\"normal\":6,\"anomalies\":2", "\"pixel_auroc\":0.9");
        run("detect", "score", "beside-model", "--data", "beside", "--out", "beside.csv", "--quiet");
        assertThat(lines("beside.csv")).hasSize(9).noneMatch(line -> line.contains("_mask"));
    }

    @Test
    void aFirstPictureThatIsGreyAndSmallMakesNoSmallGreyModel() throws Exception {
        save(new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY), "mixed/good/0.png");
        for (int i = 1; i < 8; i++) save(picture(false), "mixed/good/" + i + ".png");
        Result fit =
                run("detect", "fit", "--data", "mixed", "--energy", "patchcore", "--out", "mixed-model", "--quiet");
        assertThat(fit.err())
                .isEqualTo(
                        "note: mixed: of 8 images that were looked at: 7 in colour and 1 grey, the model takes colour; 1 of"
                                + " another size, such as 16 x 16, the model takes 96 x 96\n");
        assertThat(ModelFolder.record(folder.resolve("mixed-model")).shape()).containsExactly(3, 96, 96);
    }

    @Test
    void oneNamesTheFoldersOfNormalPictures() throws Exception {
        for (int i = 0; i < 6; i++) save(picture(false), "lots/lot" + i % 2 + "/" + i + ".png");
        Result asked = dxmi.run("detect", "fit", "--data", "lots", "--out", "lots-model");
        assertThat(asked.code()).isEqualTo(2);
        assertThat(asked.err().lines()).hasSize(1);
        assertThat(asked.err()).contains("--normal NAME[,NAME...]").contains("found lot0, lot1");
        Result fit =
                run("detect", "fit", "--data", "lots", "--normal", "*", "--energy", "patchcore", "--out", "lots-model");
        assertThat(fit.out()).contains("\"normal_folders\":[\"lot0\",\"lot1\"]");
    }

    @Test
    void damagedPicturesAreLeftOutOnRequest() throws Exception {
        for (int i = 0; i < 8; i++) save(picture(false), "damaged/good/" + i + ".png");
        for (int i = 0; i < 2; i++) save(picture(true), "damaged/spot/" + i + ".png");
        Files.write(
                folder.resolve("damaged/good/3.png"), new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 26, '\n'});
        Files.createSymbolicLink(folder.resolve("damaged/good/gone.png"), folder.resolve("nowhere.png"));
        Result refused =
                dxmi.run("detect", "fit", "--data", "damaged", "--energy", "patchcore", "--out", "damaged-model");
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err().lines().filter(line -> line.startsWith("dxmi: ")))
                .hasSize(1);
        assertThat(refused.err()).contains("; --skip-corrupt leaves such images out");
        assertThat(folder.resolve("damaged-model")).doesNotExist();
        Result fit = run(
                "detect",
                "fit",
                "--data",
                "damaged",
                "--energy",
                "patchcore",
                "--out",
                "damaged-model",
                "--skip-corrupt",
                "--quiet");
        assertThat(fit.err().lines()).hasSize(2).allMatch(line -> line.startsWith("skipped: damaged/good/"));
        assertThat(fit.out()).contains("\"skipped\":2").contains("\"fitted_on\":7");
        Result evaluated = run("detect", "evaluate", "damaged-model", "--data", "damaged", "--skip-corrupt", "--quiet");
        assertThat(evaluated.out()).contains("\"normal\":7,\"anomalies\":2").contains("\"skipped\":2");
    }

    @Test
    void largePicturesAreScoredInTiles() throws Exception {
        Result fit = run(
                "detect",
                "fit",
                "--data",
                "parts",
                "--energy",
                "patchcore",
                "--tile",
                "64",
                "--out",
                "t.dxmi",
                "--quiet");
        assertThat(fit.out()).contains("\"fitted_on\":20");
        Result evaluated = run("detect", "evaluate", "t.dxmi", "--data", "parts", "--quiet");
        assertThat(evaluated.out()).contains("\"auroc\":1.0", "\"pixel_auroc\":0.9");
        Result small = dxmi.run("detect", "score", "t.dxmi", "--data", "tiny.png", "--out", "t.csv");
        assertThat(small.err()).isEqualTo("dxmi: --data tiny.png: there is no such file or folder\n");
        save(new BufferedImage(15, 40, BufferedImage.TYPE_BYTE_GRAY), "tiny.png");
        small = dxmi.run("detect", "score", "t.dxmi", "--data", "tiny.png", "--out", "t.csv", "--quiet");
        assertThat(small.err())
                .isEqualTo(
                        "dxmi: tiny.png: expected an image of at least 16 x 16 pixels, since the model cuts images into"
                                + " 2 x 2 tiles\n");
    }
}
