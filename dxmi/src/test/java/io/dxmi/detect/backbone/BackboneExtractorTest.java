package io.dxmi.detect.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dxmi.detect.data.Sample;
import io.dxmi.detect.feature.MapExtractor;
import io.dxmi.detect.feature.Projection;
import io.dxmi.samplers.UserError;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BackboneExtractorTest {

    /** Gives two channels of one place. */
    private static final class Two implements Backbone {

        @Override
        public Map<String, Path> files() {
            return Map.of();
        }

        @Override
        public String sha256() {
            return "00".repeat(32);
        }

        @Override
        public Sample features(Sample image) {
            return Sample.of(image.name(), new float[] {1, 2}, 2, 1, 1);
        }

        @Override
        public Projection projection(float[] places, int channels) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }

    private static BackboneExtractor fittedOn(int channels) {
        Projection identity = new Projection(new float[channels], new float[channels]);
        return new BackboneExtractor(new Two(), new MapExtractor(new long[] {channels, 1, 1}, identity));
    }

    @Test
    void aModelOfAnEarlierBackboneNamesTheRemedy() {
        Sample picture = Sample.of("a.png", new float[1], 1, 1, 1);
        assertThat(fittedOn(2).of(picture)).hasSize(1);
        assertThatThrownBy(() -> fittedOn(3).of(picture))
                .isInstanceOf(UserError.class)
                .hasMessage(
                        "a.png: the backbone gives features of shape [2, 1, 1], but the model was fitted on [3, 1, 1]"
                                + " of an earlier version; fit the model again with 'dxmi detect fit'");
    }
}
