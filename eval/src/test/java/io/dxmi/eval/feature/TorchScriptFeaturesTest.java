package io.dxmi.eval.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.engine.ScriptFile;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.image.Filter;
import io.dxmi.samplers.image.Image;
import io.dxmi.samplers.image.Resize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TorchScriptFeaturesTest {

    /** The mean of each channel if asked for features, else its softmax; as NVIDIA's file is called. */
    private static final String TWO_WAYS = """
            def forward(self: __torch__.Program, img: Tensor, return_features: bool=False) -> Tensor:
              means = torch.mean(torch.to(img, 6), [2, 3])
              if return_features:
                out = means
              else:
                out = torch.softmax(means, 1)
              return out
            """;

    /** A list with (n, 3, 1, 1), as pytorch-fid's network returns. */
    private static final String LISTED = """
            def forward(self: __torch__.Program, x: Tensor) -> List[Tensor]:
              return [torch.mean(x, [2, 3], True)]
            """;

    /** As many features as Inception has, and a map. */
    private static final String WIDE = """
            def forward(self: __torch__.Program, x: Tensor) -> List[Tensor]:
              one = torch.mean(x, [1, 2, 3], True)
              return [torch.repeat(one, [1, 2048, 1, 1]), torch.repeat(one, [1, 7, 2, 2])]
            """;

    private static final String THREE_OUTPUTS = """
            def forward(self: __torch__.Program, x: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
              means = torch.mean(x, [2, 3])
              return (means, x, torch.softmax(means, 1))
            """;

    @TempDir
    private Path folder;

    private NDManager root;

    @BeforeEach
    void open() {
        root = Torch.open();
    }

    @AfterEach
    void close() {
        root.close();
    }

    private Path script(String name, String text) {
        Path file = folder.resolve(name);
        ScriptFile.write(file, text);
        return file;
    }

    private static Image noise(int height, int width, long seed) {
        byte[] pixels = new byte[height * width * 3];
        new SplittableRandom(seed).nextBytes(pixels);
        return new Image(height, width, 3, pixels);
    }

    private static double mean(Image image, int channel) {
        double sum = 0;
        for (int i = 0; i < image.height() * image.width(); i++) sum += image.pixels()[3 * i + channel] & 0xff;
        return sum / (image.height() * image.width());
    }

    @Test
    void nvidiasFileTakesBytesAndIsAskedForFeatures() {
        Path file = script("inception-2015-12-05.pt", TWO_WAYS);
        TorchScriptOptions options =
                TorchScriptOptions.known(file.getFileName().toString()).orElseThrow();
        try (FeatureExtractor extractor = new TorchScriptFeatures(root, file, options)) {
            Image image = noise(5, 7, 1);
            double[] row = extractor.of(List.of(noise(5, 7, 2), image)).pooled()[1];
            for (int c = 0; c < 3; c++) assertThat(row[c]).isCloseTo(mean(image, c), within(1e-4));
            assertThat(extractor.dimensions()).isEqualTo(3);
            assertThat(extractor.classes()).isZero();
            assertThat(extractor.identity().sha256()).isEqualTo(Sha256.of(file)).hasSize(64);
            // 3 features: some other network of that name
            assertThat(extractor.identity().distance()).isEqualTo("frechet");
            // grey pictures become colour, of any size
            assertThat(extractor
                            .preparation()
                            .of(new Image(2, 2, 1, new byte[4]))
                            .size())
                    .isEqualTo("2 x 2 x 3");
        }
    }

    /** What makes an FID: the name, Inception's 2,048 features, and options that feed it as the name says. */
    @Test
    void onlyTheInceptionFilesMakeAnFid() throws JsonProcessingException {
        Path wide = script("pytorch-fid.pt", WIDE);
        assertThat(distance(wide, TorchScriptOptions.pytorchFid())).isEqualTo("fid");
        assertThat(distance(wide, options("{\"range\": \"0..1\"}"))).isEqualTo("frechet");
        TorchScriptOptions known = TorchScriptOptions.pytorchFid();
        assertThat(distance(
                        wide,
                        options("{\"range\": \"0..1\", \"outputs\": {\"spatial\": 1}}")
                                .besides(known)))
                .isEqualTo("fid");
        for (String other : new String[] {
            "{\"range\": \"-1..1\"}",
            "{\"range\": \"0..1\", \"size\": 32, \"resize\": \"bicubic\"}",
            "{\"range\": \"0..1\", \"channels\": 1}"
        }) {
            assertThat(distance(wide, options(other).besides(known))).as(other).isEqualTo("frechet");
        }
    }

    private String distance(Path file, TorchScriptOptions options) {
        try (FeatureExtractor extractor = new TorchScriptFeatures(root, file, options)) {
            return extractor.identity().distance();
        }
    }

    @Test
    void pytorchFidsNetworkTakesUnitFloats() {
        Path file = script("pytorch-fid.pt", LISTED);
        TorchScriptOptions options =
                TorchScriptOptions.known(file.getFileName().toString()).orElseThrow();
        try (FeatureExtractor extractor = new TorchScriptFeatures(root, file, options)) {
            Image image = noise(4, 4, 3);
            double[] row = extractor.of(List.of(image)).pooled()[0];
            for (int c = 0; c < 3; c++) assertThat(row[c]).isCloseTo(mean(image, c) / 255, within(1e-6));
        }
    }

    @Test
    void outputsAreChosenByTheOptions() throws JsonProcessingException {
        Path file = script("three.pt", THREE_OUTPUTS);
        TorchScriptOptions options =
                options("{\"range\": \"-1..1\", \"size\": 6, \"resize\": \"bilinear\", \"spatial_channels\": 2,"
                        + " \"outputs\": {\"pool\": 0, \"spatial\": 1, \"probabilities\": 2}}");
        assertThat(options.name()).isEqualTo("three");
        try (FeatureExtractor extractor = new TorchScriptFeatures(root, file, options)) {
            assertThat(extractor.spatialDimensions()).isEqualTo(2 * 36);
            assertThat(extractor.classes()).isEqualTo(3);
            Image original = noise(9, 5, 4);
            Image prepared = extractor.preparation().of(original);
            assertThat(prepared.pixels())
                    .isEqualTo(new Resize(6, 6, Filter.BILINEAR).of(original).pixels());
            Features features = extractor.of(List.of(prepared));
            // row, column, channel: the third value is channel 0 of the second pixel of the first row
            assertThat(features.spatial()[0][2]).isCloseTo(prepared.at(0, 1, 0) / 127.5 - 1, within(1e-6));
            assertThat(features.spatial()[0][71]).isCloseTo(prepared.at(5, 5, 1) / 127.5 - 1, within(1e-6));
            assertThat(features.probabilities()[0][0] + features.probabilities()[0][1] + features.probabilities()[0][2])
                    .isCloseTo(1, within(1e-6));
        }
    }

    @Test
    void imagesOfAnotherSizeAreRefusedUnlessTheOptionsSayHow() throws JsonProcessingException {
        Path file = script("three.pt", THREE_OUTPUTS);
        try (FeatureExtractor extractor =
                new TorchScriptFeatures(root, file, options("{\"range\": \"0..255\", \"size\": 6}"))) {
            assertThatThrownBy(() -> extractor.preparation().of(noise(9, 5, 4)))
                    .isInstanceOf(UserError.class)
                    .hasMessage("three takes images of 6 x 6, got 9 x 5; resize with resize 6x6");
        }
    }

    @Test
    void filesThatDoNotServeAreNamed() throws IOException {
        Path text = folder.resolve("text.pt");
        Files.writeString(text, "no network");
        assertThatThrownBy(() -> new TorchScriptFeatures(root, text, TorchScriptOptions.styleGan()))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith(text + ": expected a TorchScript file");
        Path one = script("one.pt", LISTED);
        assertThatThrownBy(() -> new TorchScriptFeatures(root, one, TorchScriptOptions.styleGan()))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith(one + ": forward fails on an input of uint8 (1, 3, 64, 64)");
        Path three = script("three.pt", THREE_OUTPUTS);
        assertThatThrownBy(() -> new TorchScriptFeatures(
                        root, three, options("{\"range\": \"0..1\", \"outputs\": {\"pool\": 3}}")))
                .isInstanceOf(UserError.class)
                .hasMessage(three + ": expected output 3, but forward returns 3 tensor(s)");
        assertThatThrownBy(() -> new TorchScriptFeatures(
                        root, three, options("{\"range\": \"0..1\", \"outputs\": {\"pool\": 1}}")))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith(three + ": expected features (1, d) or (1, d, 1, 1), got (1, 3, 64, 64)");
    }

    @Test
    void featuresThatDependOnTheSizeAreRefused() throws JsonProcessingException {
        Path file = script("flat.pt", """
                def forward(self: __torch__.Program, x: Tensor) -> Tensor:
                  return torch.flatten(x, 1)
                """);
        try (FeatureExtractor extractor = new TorchScriptFeatures(root, file, options("{\"range\": \"0..1\"}"))) {
            assertThatThrownBy(() -> extractor.of(List.of(noise(4, 4, 1))))
                    .isInstanceOf(UserError.class)
                    .hasMessageStartingWith(file + ": gives 48 features for images of 4 x 4 x 3, but 12288 for others");
        }
    }

    @Test
    void optionsAreChecked() {
        assertThatThrownBy(() -> options("{}")).hasMessageStartingWith("f.yaml: range is missing");
        assertThatThrownBy(() -> options("{\"range\": \"0..2\"}"))
                .hasMessageStartingWith("f.yaml: range must be one of uint8, 0..255, 0..1, -1..1; got '0..2'");
        assertThatThrownBy(() -> options("{\"range\": \"0..1\", \"sise\": 3}"))
                .hasMessageStartingWith("f.yaml: sise is not a known key");
        assertThatThrownBy(() -> options("{\"range\": \"0..1\", \"size\": \"big\"}"))
                .hasMessageStartingWith("f.yaml: size must be a whole number");
        assertThatThrownBy(() -> options("{\"range\": \"0..1\", \"resize\": \"box\"}"))
                .hasMessage("f.yaml: resize needs a size");
        assertThatThrownBy(() -> options("{\"range\": \"0..1\", \"arguments\": [1]}"))
                .hasMessageStartingWith("f.yaml: arguments must be a list of true and false");
    }

    @Test
    void nativeMemoryIsGivenBack() {
        Path file = script("inception-2015-12-05.pt", TWO_WAYS);
        try (FeatureExtractor extractor = new TorchScriptFeatures(root, file, TorchScriptOptions.styleGan())) {
            int before = root.getManagedArrays().size();
            for (int i = 0; i < 5; i++) extractor.of(List.of(noise(4, 4, i)));
            assertThat(root.getManagedArrays()).hasSize(before);
        }
    }

    @Test
    void pixelsAreTheirOwnFeatures() {
        try (FeatureExtractor extractor = new PixelFeatures(noise(2, 2, 1))) {
            Image image = noise(2, 2, 5);
            assertThat(extractor.of(List.of(image)).pooled()[0][0]).isEqualTo(image.planes()[0]);
            assertThatThrownBy(() -> extractor.preparation().of(noise(3, 2, 1))).isInstanceOf(UserError.class);
            assertThat(extractor.identity().distance()).isEqualTo("frechet");
        }
    }

    @Test
    void namesThatSayNothingAreNotGuessed() {
        assertThat(TorchScriptOptions.known("network.pt")).isEqualTo(Optional.empty());
    }

    private static TorchScriptOptions options(String json) throws JsonProcessingException {
        return TorchScriptOptions.of(new ObjectMapper().readTree(json), "three", "f.yaml");
    }
}
