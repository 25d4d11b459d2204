package io.dxmi.samplers.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.HostTensor.DType;
import io.dxmi.samplers.tensor.Npz;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageSourcesTest {

    @TempDir
    Path folder;

    @Test
    void aFlatFolderIsSortedAndHasNoClasses() throws IOException {
        put("b.png", png(2));
        put("a.PNG", png(1));
        put("notes.txt", new byte[3]);
        put(".hidden.png", png(9));
        try (ImageSource source = ImageSources.open(folder)) {
            assertThat(source.count()).isEqualTo(2);
            assertThat(source.name(0)).endsWith("a.PNG");
            assertThat(source.load(0).at(0, 0, 0)).isEqualTo(1);
            assertThat(source.load(1).at(0, 0, 0)).isEqualTo(2);
            assertThat(source.labels()).isEmpty();
        }
    }

    @Test
    void foldersAreClassesInFoldersAndInArchives() throws IOException {
        String[] names = {"top/dog/1.png", "top/cat/2.png", "top/cat/deep/3.png"};
        for (int i = 0; i < names.length; i++) put("files/" + names[i], png(i));
        Path zip = folder.resolve("archive.zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            for (int i = 0; i < names.length; i++) {
                out.putNextEntry(new ZipEntry(names[i]));
                out.write(png(i));
            }
            out.putNextEntry(new ZipEntry("__MACOSX/top/dog/1.png"));
        }
        for (Path path : new Path[] {folder.resolve("files"), zip}) {
            try (ImageSource source = ImageSources.open(path)) {
                assertThat(source.classes()).containsExactly("cat", "dog");
                assertThat(source.labels()).containsExactly(0, 0, 1);
                assertThat(source.load(2).at(0, 0, 0)).isZero();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"train/ test/", "Train/ Test/", "top/set/TRAIN/ top/set/test/"})
    void partsOfAnArchiveAndOfItsFolderAreTheSame(String folders) throws IOException {
        String train = folders.split(" ", -1)[0];
        String test = folders.split(" ", -1)[1];
        String[] names = {train + "b/1.png", train + "a/2.png", test + "a/3.png", "readme.txt", "__MACOSX/._x.png"};
        Path zip = folder.resolve("archive.zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            for (int i = 0; i < names.length; i++) {
                put("files/" + names[i], png(i));
                out.putNextEntry(new ZipEntry(names[i]));
                out.write(png(i));
            }
        }
        for (Path path : new Path[] {folder.resolve("files/" + train).getParent(), zip}) {
            assertThat(ImageSources.hasParts(path)).isTrue();
            try (ImageSource learnt = ImageSources.open(path, Part.TRAIN);
                    ImageSource measured = ImageSources.open(path, Part.TEST)) {
                assertThat(learnt.classes()).containsExactly("a", "b");
                assertThat(learnt.count()).isEqualTo(2);
                assertThat(learnt.load(1).at(0, 0, 0)).isZero();
                assertThat(measured.count()).isEqualTo(1);
                assertThat(measured.load(0).at(0, 0, 0)).isEqualTo(2);
            }
            try (ImageSource all = ImageSources.all(path, Reading.STORED)) {
                assertThat(all.count()).isEqualTo(3);
            }
        }
    }

    @Test
    void picturesAreToldFromRowsByNameOrByTheShapeOfAnArray() throws IOException {
        Npz.write(folder.resolve("rows.npz"), Map.of("arr_0", HostTensor.of(new float[4], 2, 2)));
        Npz.write(folder.resolve("points.npz"), Map.of("points", HostTensor.of(new float[4], 2, 2)));
        Npz.write(
                folder.resolve("grey.NPZ"),
                Map.of("images", new HostTensor(DType.U8, new long[] {1, 2, 2}, new byte[4])));
        for (String name : new String[] {"grey.NPZ", "a.JPEG", "a.zip", "t10k-images-idx3-ubyte", "."}) {
            assertThat(ImageSources.arePictures(folder.resolve(name))).as(name).isTrue();
        }
        for (String name : new String[] {"rows.npz", "points.npz", "none.npy", "a.csv", "a.safetensors", "a.heic"}) {
            assertThat(ImageSources.arePictures(folder.resolve(name))).as(name).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "train/1.png tests/2.png",
                "train/1.png train/2.png",
                "test/1.png 2.png",
                "train/1.png test/2.txt"
            })
    void otherArchivesHaveNoParts(String names) throws IOException {
        Path zip = folder.resolve("archive.zip");
        int pictures = 0;
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            for (String name : names.split(" ", -1)) {
                out.putNextEntry(new ZipEntry(name));
                out.write(png(1));
                if (name.endsWith("png")) pictures++;
            }
        }
        assertThat(ImageSources.hasParts(zip)).isFalse();
        try (ImageSource source = ImageSources.open(zip)) {
            assertThat(source.count()).isEqualTo(pictures);
        }
    }

    @Test
    void trainAndTestFoldersAreParts() throws IOException {
        put("train/a/1.png", png(1));
        put("train/b/2.png", png(2));
        put("test/a/3.png", png(3));
        try (ImageSource train = ImageSources.open(folder);
                ImageSource test = ImageSources.open(folder, Part.TEST)) {
            assertThat(train.labels()).containsExactly(0, 1);
            assertThat(test.load(0).at(0, 0, 0)).isEqualTo(3);
        }
    }

    @Test
    void npzIsReadRowByRowInAnyOrder() {
        byte[] pixels = new byte[4 * 2 * 3 * 3];
        for (int i = 0; i < pixels.length; i++) pixels[i] = (byte) (3 * i);
        Map<String, HostTensor> arrays = new LinkedHashMap<>();
        arrays.put("arr_0", new HostTensor(DType.U8, new long[] {4, 2, 3, 3}, pixels));
        arrays.put("arr_1", HostTensor.of(new long[] {5, 0, 1, 2}, 4));
        Path file = folder.resolve("samples.npz");
        Npz.write(file, arrays);
        try (ImageSource source = ImageSources.open(file)) {
            assertThat(source.count()).isEqualTo(4);
            assertThat(source.labels()).containsExactly(5, 0, 1, 2);
            for (int i : new int[] {3, 0, 2, 2, 1}) {
                assertThat(source.load(i).at(1, 2, 1)).isEqualTo(3 * (i * 18 + 16) & 0xff);
            }
        }
    }

    @Test
    void onlyCompressedArraysAreToBeReadInOrder() throws IOException {
        Path compressed = folder.resolve("c.npz");
        Npz.write(compressed, Map.of("arr_0", new HostTensor(DType.U8, new long[] {2, 1, 1, 3}, new byte[6])));
        Path bare = folder.resolve("b.npy");
        try (ZipFile zip = new ZipFile(compressed.toFile());
                InputStream in = zip.getInputStream(zip.getEntry("arr_0.npy"))) {
            Files.copy(in, bare);
        }
        byte[] bytes = Files.readAllBytes(bare);
        Path stored = folder.resolve("s.npz");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(stored))) {
            ZipEntry entry = new ZipEntry("arr_0.npy");
            CRC32 crc = new CRC32();
            crc.update(bytes);
            entry.setMethod(ZipEntry.STORED);
            entry.setSize(bytes.length);
            entry.setCrc(crc.getValue());
            out.putNextEntry(entry);
            out.write(bytes);
        }
        put("pictures/1.png", png(1));
        assertThat(readsInOrder(compressed)).isTrue();
        for (Path path : new Path[] {bare, stored, folder.resolve("pictures")}) {
            assertThat(readsInOrder(path)).as("%s", path).isFalse();
        }
    }

    private static boolean readsInOrder(Path path) {
        try (ImageSource source = ImageSources.open(path);
                ImageSource prepared = new PreparedImages(source, ImageTransform.none())) {
            assertThat(source.load(0)).isNotNull();
            assertThat(prepared.readsInOrder()).isEqualTo(source.readsInOrder());
            return source.readsInOrder();
        }
    }

    @Test
    void greyNpzUnderAnotherName() {
        Path file = folder.resolve("grey.npz");
        Npz.write(file, Map.of("images", new HostTensor(DType.U8, new long[] {1, 1, 2}, new byte[] {7, (byte) 200})));
        try (ImageSource source = ImageSources.open(file)) {
            assertThat(source.load(0).size()).isEqualTo("1 x 2 x 1");
            assertThat(source.load(0).at(0, 1, 0)).isEqualTo(200);
        }
    }

    @Test
    void npzOfOtherThingsIsRefused() {
        Path file = folder.resolve("x.npz");
        Npz.write(file, Map.of("weights", HostTensor.of(new float[] {1}, 1)));
        assertThatThrownBy(() -> ImageSources.open(file))
                .isInstanceOf(UserError.class)
                .hasMessage(file + ": expected an array arr_0 or images, found [weights]");
        Npz.write(file, Map.of("arr_0", HostTensor.of(new float[12], 1, 2, 2, 3)));
        assertThatThrownBy(() -> ImageSources.open(file))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("expected images, uint8")
                .hasMessageContaining("found F32 [1, 2, 2, 3]");
    }

    @Test
    void idxWithLabelsGzippedOrNot() throws IOException {
        byte[] images = ByteBuffer.allocate(16 + 2 * 6)
                .putInt(0x803)
                .putInt(2)
                .putInt(2)
                .putInt(3)
                .put(new byte[] {0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, (byte) 255})
                .array();
        byte[] labels = ByteBuffer.allocate(10)
                .putInt(0x801)
                .putInt(2)
                .put(new byte[] {9, 3})
                .array();
        put("train-images-idx3-ubyte.gz", gzip(images));
        put("train-labels-idx1-ubyte.gz", gzip(labels));
        put("t10k-images-idx3-ubyte", images);
        put("t10k-labels-idx1-ubyte", labels);
        for (Part part : Part.values()) {
            try (ImageSource source = ImageSources.open(folder, part)) {
                assertThat(source.count()).isEqualTo(2);
                assertThat(source.labels()).containsExactly(9, 3);
                assertThat(source.load(1).at(1, 2, 0)).isEqualTo(255);
            }
        }
        put("t10k-images-idx3-ubyte", Arrays.copyOf(images, 20));
        assertThatThrownBy(() -> ImageSources.open(folder, Part.TEST))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("is truncated, 4 of 12 bytes");
    }

    @Test
    void cifarBatches() throws IOException {
        for (int b = 1; b <= 5; b++) {
            ByteBuffer batch = ByteBuffer.allocate(2 * 3073);
            for (int k = 0; k < 2; k++) {
                batch.put((byte) (2 * b - 2 + k));
                for (int c = 0; c < 3; c++) batch.put(new byte[1023]).put((byte) (100 * c + b));
            }
            put("cifar-10-batches-bin/data_batch_" + b + ".bin", batch.array());
        }
        try (ImageSource source = ImageSources.open(folder)) {
            assertThat(source.labels()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
            assertThat(source.classes()).hasSize(10);
            Image image = source.load(7); // the second of the fourth batch
            assertThat(new int[] {image.at(31, 31, 0), image.at(31, 31, 1), image.at(31, 31, 2)})
                    .containsExactly(4, 104, 204);
            assertThat(source.name(7)).endsWith("data_batch_4.bin[1]");
        }
        put("cifar-10-batches-bin/data_batch_3.bin", new byte[3000]);
        assertThatThrownBy(() -> ImageSources.open(folder))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("data_batch_3.bin: expected records of 3073 bytes, found 3000");
    }

    @Test
    void whatIsNotThereIsSaid() throws IOException {
        assertThatThrownBy(() -> ImageSources.open(folder))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(
                        "expected images (bmp, gif, jpeg, jpg, png, tif, tiff, webp), found none among 0 files");
        assertThatThrownBy(() -> ImageSources.open(folder.resolve("no")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("no such file or folder");
        put("a.png", png(1));
        assertThatThrownBy(() -> ImageSources.open(folder, Part.TEST))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("has no test part");
    }

    @Test
    void aStackHoldsAllOrSkipsTheCorrupt() throws IOException {
        put("x/1.png", png(1));
        put("y/2.png", Arrays.copyOf(png(2), 40));
        put("y/3.png", png(3));
        try (ImageSource source = ImageSources.open(folder)) {
            assertThatThrownBy(() -> ImageStack.read(source, ImageTransform.none(), CorruptImages.refused()))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("2.png: is no readable image: truncated");
            SkippedImages skipped = new SkippedImages();
            ImageStack stack = ImageStack.read(source, new Resize(2, 2, Filter.BOX), skipped);
            assertThat(skipped.reasons()).singleElement().asString().contains("2.png");
            assertThat(stack.count()).isEqualTo(2);
            assertThat(stack.labels()).containsExactly(0, 1);
            assertThat(stack.image(1).size()).isEqualTo("2 x 2 x 3");
        }
    }

    @Test
    void mixedSizesAreNamed() throws IOException {
        put("1.png", png(1));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(9, 9, BufferedImage.TYPE_INT_RGB), "png", out);
        put("2.png", out.toByteArray());
        try (ImageSource source = ImageSources.open(folder)) {
            assertThatThrownBy(() -> ImageStack.read(source, ImageTransform.none(), CorruptImages.refused()))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("2.png: is 9 x 9 x 3, but ")
                    .hasMessageContaining("1.png is 4 x 6 x 3");
        }
    }

    private void put(String name, byte[] bytes) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }

    /** 4 x 6 pixels whose red is {@code red}. */
    private static byte[] png(int red) {
        BufferedImage image = new BufferedImage(6, 4, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 24; i++) image.setRGB(i % 6, i / 6, red << 16);
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ImageIO.write(image, "png", out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream zip = new GZIPOutputStream(out)) {
            zip.write(bytes);
        }
        return out.toByteArray();
    }
}
