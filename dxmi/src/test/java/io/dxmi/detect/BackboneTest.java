package io.dxmi.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dxmi.detect.backbone.Backbone;
import io.dxmi.detect.data.Sample;
import io.dxmi.detect.data.SampleKind;
import io.dxmi.detect.data.Samples;
import io.dxmi.detect.fit.DetectorFit;
import io.dxmi.detect.fit.FitOptions;
import io.dxmi.detect.joint.JointSettings;
import io.dxmi.detect.model.AnomalyResult;
import io.dxmi.detect.model.Detector;
import io.dxmi.detect.model.FittedModel;
import io.dxmi.detect.model.ModelFolder;
import io.dxmi.detect.model.Pooling;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.program.TrustedPrograms;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackboneTest {

    @TempDir
    Path folder;

    private Path backbone;

    /** A module that returns the image at a half and at a quarter of its size. */
    @BeforeEach
    void module() throws Exception {
        backbone = folder.resolve("net.pt");
        String code = """
                class Net(Module):
                  __parameters__ = []
                  __buffers__ = []
                  training : bool
                  def forward(self: __torch__.Net, x: Tensor) -> List[Tensor]:
                    a = torch.avg_pool2d(x, [2, 2], [2, 2], [0, 0], False, True, None)
                    b = torch.avg_pool2d(a, [2, 2], [2, 2], [0, 0], False, True, None)
                    return [a, b]
                """;
        ByteArrayOutputStream pickle = new ByteArrayOutputStream();
        pickle.write(new byte[] {(byte) 0x80, 2});
        pickle.write("c__torch__\nNet\n".getBytes(StandardCharsets.US_ASCII));
        pickle.write(new byte[] {')', (byte) 0x81, '}', '(', 'X', 8, 0, 0, 0});
        pickle.write("training".getBytes(StandardCharsets.US_ASCII));
        pickle.write((byte) 0x89);
        pickle.write("ub.".getBytes(StandardCharsets.US_ASCII));
        try (OutputStream out = Files.newOutputStream(backbone);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            put(zip, "net/data.pkl", pickle.toByteArray());
            put(zip, "net/code/__torch__.py", code.getBytes(StandardCharsets.UTF_8));
            put(zip, "net/constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'});
            put(zip, "net/version", "3\n".getBytes(StandardCharsets.US_ASCII));
            put(zip, "net/byteorder", "little".getBytes(StandardCharsets.US_ASCII));
        }
        describe("[0, 1]");
        TrustedPrograms.trust(backbone);
    }

    private void describe(String maps) throws IOException {
        Files.writeString(
                folder.resolve("net.yaml"),
                "size: 16\nmean: [0.5]\nstd: [0.25]\noutputs: {maps: " + maps + ", grid: [8, 8]}\n");
    }

    private static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        CRC32 sum = new CRC32();
        sum.update(bytes);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        entry.setCrc(sum.getValue());
        zip.putNextEntry(entry);
        zip.write(bytes);
        zip.closeEntry();
    }

    private static Sample flat(float value) {
        float[] values = new float[16 * 16];
        java.util.Arrays.fill(values, value);
        return Sample.of("flat", values, 1, 16, 16);
    }

    @Test
    void mapsAreNormalisedResizedAndStacked() {
        try (Backbone network = Backbone.open(backbone)) {
            Sample features = network.features(flat(0.75f));
            assertThat(features.shape()).containsExactly(2, 8, 8);
            for (float v : features.values()) assertThat(v).isCloseTo(1f, within(1e-5f)); // (0.75 - 0.5) / 0.25
        }
    }

    @Test
    void aModelFolderCarriesItsBackbone() throws Exception {
        Random random = new Random(1);
        List<Sample> normal = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Sample sample = flat(0.5f);
            for (int p = 0; p < 256; p++) sample.values()[p] += (float) (0.05 * random.nextGaussian());
            normal.add(sample);
        }
        FitOptions options = FitOptions.defaults(0).withBackbone(backbone);
        FittedModel fitted = DetectorFit.fit(SampleKind.IMAGES, Samples.of("test", normal), options, Progress.NONE);
        Path model = folder.resolve("model");
        ModelFolder.write(model, fitted);
        Sample spot = flat(0.5f);
        for (int y = 4; y < 8; y++) for (int x = 8; x < 12; x++) spot.values()[y * 16 + x] = 1;
        try (Detector read = ModelFolder.read(model)) {
            AnomalyResult result = read.score(spot);
            assertThat(result.anomalous()).isTrue();
            assertThat(result.score()).isEqualTo(fitted.detector().score(spot).score());
            assertThat(result.map()[5][9]).isGreaterThan(result.map()[13][2]);
            assertThat(read.about().pooling()).isEqualTo(Pooling.TOP);
            assertThat(read.about().joint().trainer()).isEqualTo(JointSettings.Trainer.NONE);
        }
        fitted.detector().close();
    }

    /** A description in the words of version 0.1 gives the same features. */
    @Test
    void oldDescriptionsMeanTheSame() throws Exception {
        Sample image = flat(0.3f);
        try (Backbone network = Backbone.open(backbone)) {
            float[] now = network.features(image).values();
            Files.writeString(
                    folder.resolve("net.yaml"),
                    "input: [16, 16]\nmean: [0.5]\nstd: [0.25]\noutputs: [0, 1]\ngrid: [8, 8]\n");
            try (Backbone old = Backbone.open(backbone)) {
                assertThat(old.features(image).values()).isEqualTo(now);
            }
        }
    }

    @Test
    void whatTheDescriptionPromisesMustBeThere() throws Exception {
        describe("[0, 2]");
        try (Backbone network = Backbone.open(backbone)) {
            assertThatThrownBy(() -> network.features(flat(0)))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("expected output 2 to be a map (1, C, h, w), got only 2 outputs");
        }
        Files.writeString(folder.resolve("net.yaml"), "range: 0..1\nsize: [16, 16]\n");
        assertThatThrownBy(() -> Backbone.open(backbone))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("net.yaml");
    }
}
