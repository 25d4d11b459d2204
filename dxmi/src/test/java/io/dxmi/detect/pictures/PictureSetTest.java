package io.dxmi.detect.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dxmi.detect.pictures.PictureSet.Entry;
import io.dxmi.samplers.UserError;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Layouts of published and own sets: which pictures are found, what is known of them, and which masks are theirs. */
class PictureSetTest {

    @TempDir
    Path folder;

    private void pictures(String... names) throws IOException {
        for (String name : names) save(name, new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY));
    }

    private void save(String name, BufferedImage image) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        assertThat(ImageIO.write(image, ending, file.toFile())).isTrue();
    }

    /** Labels by the path below a folder. */
    private Map<String, Integer> labels(Path set, boolean training, String normal) {
        Map<String, Integer> labels = new TreeMap<>();
        for (Entry entry : PictureSet.of(set, training, normal).entries()) {
            labels.put(set.relativize(entry.file()).toString(), entry.label());
        }
        return labels;
    }

    private List<String> masks(Path set, String picture) {
        return PictureSet.of(set, false, null).entries().stream()
                .filter(entry -> entry.file().endsWith(picture))
                .flatMap(entry -> entry.masks().stream())
                .map(mask -> set.relativize(mask).toString())
                .toList();
    }

    @Test
    void mvtecAd() throws IOException {
        pictures(
                "train/good/0.png",
                "test/good/0.png",
                "test/spot/0.png",
                "test/spot/1.png",
                "ground_truth/spot/0_mask.png");
        assertThat(labels(folder, true, null)).isEqualTo(Map.of("train/good/0.png", 0));
        assertThat(labels(folder, false, null))
                .isEqualTo(Map.of("test/good/0.png", 0, "test/spot/0.png", 1, "test/spot/1.png", 1));
        assertThat(masks(folder, "spot/0.png")).containsExactly("ground_truth/spot/0_mask.png");
        assertThat(masks(folder, "spot/1.png")).isEmpty();
        assertThat(PictureSet.of(folder, false, null).withoutMask()).isEqualTo(1);
        assertThat(PictureSet.categories(folder)).isEmpty();
    }

    @Test
    void mvtecLocoHasSeveralMasksOfOnePicture() throws IOException {
        pictures("train/good/0.png", "validation/good/0.png", "test/good/0.png", "test/logical_anomalies/007.png");
        pictures("ground_truth/logical_anomalies/007/000.png", "ground_truth/logical_anomalies/007/001.png");
        assertThat(labels(folder, true, null)).isEqualTo(Map.of("train/good/0.png", 0));
        assertThat(masks(folder, "007.png"))
                .containsExactly(
                        "ground_truth/logical_anomalies/007/000.png", "ground_truth/logical_anomalies/007/001.png");
    }

    /** A gradient, which no mask is. */
    private void shaded(String... names) throws IOException {
        BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 1024; i++) image.getRaster().setSample(i % 32, i / 32, 0, 40 + i / 8);
        for (String name : names) save(name, image);
    }

    private void drawn(int value, String... names) throws IOException {
        BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 64; i++) image.getRaster().setSample(8 + i % 8, 8 + i / 8, 0, value);
        for (String name : names) save(name, image);
    }

    @ParameterizedTest
    @CsvSource({
        "001_mask.png, 255", "001_gt.png, 1", "001-mask.png, 128", "001_label.tif, 3", "001.mask.bmp, 255",
        "001_MASK.png, 1", "001mask.png, 255", "001_ground_truth.png, 255", "001_mask_2.png, 1", "mask_001.png, 1",
        "001_mask.jpg, 255", "masks/001.png, 1", "masks/001_mask.png, 1", "GT/001/0.png, 255"
    })
    void aMaskBesideItsPictureIsNoPicture(String mask, int value) throws IOException {
        shaded("good/001.png", "NG/001.jpg", "NG/002.png");
        drawn(value, "NG/" + mask);
        assertThat(labels(folder, false, null)).isEqualTo(Map.of("good/001.png", 0, "NG/001.jpg", 1, "NG/002.png", 1));
        assertThat(masks(folder, "NG/001.jpg")).containsExactly("NG/" + mask);
        PictureSet set = PictureSet.of(folder, false, null);
        assertThat(set.masksBeside()).isEqualTo(1);
        assertThat(set.withoutMask()).isEqualTo(1);
        Entry found = set.entries().get(0);
        assertThat(found.mask(32, 32)[8][8]).isTrue();
        assertThat(found.mask(32, 32)[4][4]).isFalse();
    }

    @Test
    void masksInAFolderBesideTheFolderOfPictures() throws IOException {
        shaded("good/images/001.png", "NG/images/001.png");
        drawn(255, "NG/masks/001.png", "good/masks/001.png");
        assertThat(labels(folder, false, null)).isEqualTo(Map.of("good/images/001.png", 0, "NG/images/001.png", 1));
        assertThat(masks(folder, "NG/images/001.png")).containsExactly("NG/masks/001.png");
    }

    @Test
    void aFolderOfMasksWinsOverMasksBeside() throws IOException {
        shaded("good/1.png", "NG/1.png");
        drawn(255, "NG/1_mask.png", "masks/NG/1.png");
        assertThat(labels(folder, false, null)).isEqualTo(Map.of("good/1.png", 0, "NG/1.png", 1));
        assertThat(masks(folder, "NG/1.png")).containsExactly("masks/NG/1.png");
    }

    @Test
    void aNameAloneMakesNoMask() throws IOException {
        drawn(255, "good/alone_mask.png");
        shaded("good/face.png", "good/face_mask.png", "good/mask/face.png", "NG/label_1.png", "NG/label_2.png");
        save("good/face_gt.png", new BufferedImage(16, 32, BufferedImage.TYPE_BYTE_GRAY));
        assertThat(labels(folder, false, null).keySet())
                .containsExactlyInAnyOrder(
                        "good/alone_mask.png",
                        "good/face.png",
                        "good/face_gt.png",
                        "good/face_mask.png",
                        "good/mask/face.png",
                        "NG/label_1.png",
                        "NG/label_2.png");
        assertThat(PictureSet.of(folder, false, null).masksBeside()).isZero();
    }

    /** The values of some masks stand for those of the others of their word, not for pictures with another word. */
    @Test
    void aPictureAmongManyMasksStaysAPicture() throws IOException {
        shaded("good/1.png", "NG/17_label.png");
        for (int i = 0; i < 41; i++) {
            shaded("NG/" + i + ".png");
            drawn(255, "NG/" + i + "_mask.png");
        }
        assertThat(labels(folder, false, null)).hasSize(43).containsEntry("NG/17_label.png", 1);
        assertThat(masks(folder, "NG/17.png")).containsExactly("NG/17_mask.png");
    }

    @Test
    void visaWithASplitInATable() throws IOException {
        pictures(
                "candle/Data/Images/Normal/0.JPG",
                "candle/Data/Images/Normal/1.JPG",
                "candle/Data/Images/Anomaly/0.JPG");
        pictures("candle/Data/Masks/Anomaly/0.png", "pcb1/Data/Images/Normal/0.JPG");
        Files.createDirectories(folder.resolve("split_csv"));
        Files.writeString(folder.resolve("split_csv/1cls.csv"), """
                object,split,label,image,mask
                candle,train,normal,candle/Data/Images/Normal/0.JPG,
                candle,test,normal,candle/Data/Images/Normal/1.JPG,
                candle,test,anomaly,candle/Data/Images/Anomaly/0.JPG,candle/Data/Masks/Anomaly/0.png
                pcb1,train,normal,pcb1/Data/Images/Normal/0.JPG,
                """);
        Path candle = folder.resolve("candle");
        assertThat(PictureSet.categories(folder)).containsExactly(candle, folder.resolve("pcb1"));
        assertThat(labels(candle, true, null)).isEqualTo(Map.of("Data/Images/Normal/0.JPG", 0));
        assertThat(labels(candle, false, null))
                .isEqualTo(Map.of("Data/Images/Normal/1.JPG", 0, "Data/Images/Anomaly/0.JPG", 1));
        assertThat(masks(candle, "Anomaly/0.JPG")).containsExactly("Data/Masks/Anomaly/0.png");
        assertThat(PictureSet.hasParts(candle)).isTrue();
    }

    @Test
    void aSplitMayNotLeadOutOfItsFolder() throws IOException {
        pictures("set/candle/Data/Images/Normal/0.png", "outside.png");
        Files.createDirectories(folder.resolve("set/split_csv"));
        Files.writeString(folder.resolve("set/split_csv/1cls.csv"), """
                object,split,label,image,mask
                candle,train,normal,../outside.png,
                """);
        assertThatThrownBy(() -> PictureSet.of(folder.resolve("set/candle"), true, null))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("1cls.csv:2: expected a path below");
    }

    @Test
    void visaWithoutATable() throws IOException {
        pictures(
                "candle/Data/Images/Normal/0.JPG",
                "candle/Data/Images/Anomaly/0.JPG",
                "candle/Data/Masks/Anomaly/0.png");
        Path candle = folder.resolve("candle");
        assertThat(PictureSet.categories(folder)).containsExactly(candle);
        assertThat(labels(candle, true, null))
                .isEqualTo(Map.of("Data/Images/Normal/0.JPG", 0, "Data/Images/Anomaly/0.JPG", 1));
        assertThat(masks(candle, "Anomaly/0.JPG")).containsExactly("Data/Masks/Anomaly/0.png");
    }

    @Test
    void btad() throws IOException {
        pictures("01/train/ok/0.bmp", "01/test/ok/1.bmp", "01/test/ko/2.bmp", "01/ground_truth/ko/2.png");
        assertThat(PictureSet.categories(folder)).containsExactly(folder.resolve("01"));
        assertThat(labels(folder.resolve("01"), false, null)).isEqualTo(Map.of("test/ok/1.bmp", 0, "test/ko/2.bmp", 1));
        assertThat(masks(folder.resolve("01"), "ko/2.bmp")).containsExactly("ground_truth/ko/2.png");
    }

    @ParameterizedTest
    @CsvSource({
        "OK, NG",
        "ok, nok",
        "Good, Bad",
        "normal, defect",
        "GOOD, not_good",
        "no defect, defect",
        "Defect-free, Defective",
        "good_parts, bad_parts",
        "pass, fail",
        "io, nio",
        "01_ok, 02_ng",
        "parts, NG",
        "photos, anomalies",
        "healthy, faulty",
        "ok_no_1, ng_no_1",
        "lot 3 OK, lot 3 not OK"
    })
    void twoFolders(String normal, String odd) throws IOException {
        pictures(normal + "/a.png", odd + "/a.png", "masks/" + odd + "/a.png");
        Map<String, Integer> expected = Map.of(normal + "/a.png", 0, odd + "/a.png", 1);
        assertThat(labels(folder, true, null)).isEqualTo(expected);
        assertThat(labels(folder, false, null)).isEqualTo(expected);
        assertThat(masks(folder, odd + "/a.png")).containsExactly("masks/" + odd + "/a.png");
    }

    @Test
    void otherNamesAreAskedFor() throws IOException {
        pictures("lot1/a.png", "lot2/a.png", "lot3/a.png");
        assertThatThrownBy(() -> PictureSet.of(folder, true, null))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("expected to know which folders hold normal pictures")
                .hasMessageEndingWith("found lot1, lot2, lot3");
        assertThat(labels(folder, false, null).values()).containsOnly(PictureSet.UNKNOWN);
        assertThat(labels(folder, true, "lot2").values()).containsExactly(1, 0, 1);
        assertThat(labels(folder, true, "LOT1,lot2").values()).containsExactly(0, 0, 1);
        assertThat(labels(folder, true, "*").values()).containsOnly(0);
        assertThatThrownBy(() -> PictureSet.of(folder, true, "lot4"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(
                        "lot4: expected a folder of pictures in " + folder + ", which has lot1, lot2, lot3");
    }

    @Test
    void whatIsLearnedFromIsNormalWhateverItsName() throws IOException {
        pictures("Train/washers/0.png", "Test/washers/0.png", "Test/rust/0.png");
        assertThat(labels(folder, true, null)).isEqualTo(Map.of("Train/washers/0.png", 0));
        assertThat(labels(folder, false, null)).isEqualTo(Map.of("Test/washers/0.png", 0, "Test/rust/0.png", 1));
    }

    @Test
    void foldersBelowAClassBelongToIt() throws IOException {
        pictures("train/good/cam1/0.png", "train/good/cam2/0.png", "test/good/cam1/0.png", "test/spot/cam1/0.png");
        pictures("ground_truth/spot/cam1/0_mask.png");
        assertThat(labels(folder, true, null).values()).containsOnly(0).hasSize(2);
        assertThat(labels(folder, false, null).values()).containsExactly(0, 1);
        assertThat(masks(folder, "spot/cam1/0.png")).containsExactly("ground_truth/spot/cam1/0_mask.png");
        assertThat(labels(folder.resolve("train/good"), true, null).values()).containsOnly(0);
    }

    @Test
    void leftoversLinksEndingsAndNames() throws IOException {
        pictures("OK/a.PNG", "OK/Größe_7.JPEG", "OK/.hidden.png", "OK/@eaDir/thumb.png", ".git/x.png", "NG/b.Tiff");
        Files.write(folder.resolve("OK/Thumbs.db"), new byte[9]);
        Files.write(folder.resolve("OK/.DS_Store"), new byte[9]);
        Files.createSymbolicLink(folder.resolve("OK/loop"), folder.resolve("OK"));
        pictures("elsewhere/linked.png");
        Files.createSymbolicLink(folder.resolve("NG/c.png"), folder.resolve("elsewhere/linked.png"));
        Files.createDirectories(folder.resolve("set"));
        Files.move(folder.resolve("OK"), folder.resolve("set/OK"));
        Files.move(folder.resolve("NG"), folder.resolve("set/NG"));
        assertThat(labels(folder.resolve("set"), false, null))
                .isEqualTo(Map.of("NG/b.Tiff", 1, "NG/c.png", 1, "OK/Größe_7.JPEG", 0, "OK/a.PNG", 0));
    }

    @Test
    void picturesBesideTheFoldersOfClassesAreLeftOutOfAFit() throws IOException {
        pictures("sketch.png", "good/0.png", "bad/0.png");
        assertThat(labels(folder, true, null)).doesNotContainKey("sketch.png");
        assertThat(PictureSet.of(folder, true, null).leftOut()).isEqualTo(1);
        assertThat(labels(folder, false, null)).containsEntry("sketch.png", PictureSet.UNKNOWN);
    }

    @Test
    void productsWithTwoFoldersEachAreCategories() throws IOException {
        pictures("bolt/OK/0.png", "bolt/NG/0.png", "nut/ok/0.png", "nut/ng/0.png");
        assertThat(PictureSet.categories(folder)).containsExactly(folder.resolve("bolt"), folder.resolve("nut"));
    }

    @Test
    void aPlainFolderSaysNothing() throws IOException {
        pictures("photos/2024/a.png", "photos/2024/b.png");
        assertThat(labels(folder.resolve("photos"), true, null).values()).containsOnly(PictureSet.UNKNOWN);
        assertThatThrownBy(() -> PictureSet.of(Files.createDirectory(folder.resolve("empty")), true, null))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("empty: expected images");
    }

    @Test
    void ofNamesOfNormalFoldersThoseThatASetHasSaySomething() throws IOException {
        pictures("lots/lot1/0.png", "lots/lot2/0.png", "lots/lot3/0.png", "flat/0.png");
        pictures("set/train/lot1/0.png", "set/test/spot/0.png");
        assertThat(PictureSet.normalIn(folder.resolve("lots"), "lot1, LOT2,lot9"))
                .isEqualTo("lot1,LOT2");
        assertThat(PictureSet.normalIn(folder.resolve("set"), "lot2,lot1")).isEqualTo("lot1");
        assertThat(PictureSet.normalIn(folder.resolve("set"), "lot2")).isNull();
        assertThat(PictureSet.normalIn(folder.resolve("flat"), "lot1")).isNull();
        assertThat(PictureSet.normalIn(folder.resolve("lots"), "*")).isNull();
    }
}
