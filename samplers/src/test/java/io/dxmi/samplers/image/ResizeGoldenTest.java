package io.dxmi.samplers.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dxmi.samplers.golden.GoldenCase;
import io.dxmi.samplers.golden.Tolerance;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("golden")
class ResizeGoldenTest {

    /** Half a unit in the last place of a float near 255, and more for the lanczos sums. */
    private static final Tolerance FLOATS = Tolerance.absolute(1e-4);

    static List<GoldenCase> cases() {
        return GoldenCase.matching("resize_pil*");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void equalsPillow(GoldenCase golden) {
        int compared = 0;
        for (JsonNode one : golden.json().get("cases")) {
            int index = one.get("index").asInt();
            HostTensor in = golden.array("in/" + index);
            int rows = (int) in.shape()[0];
            int columns = (int) in.shape()[1];
            int channels = in.shape().length > 2 ? (int) in.shape()[2] : 1;
            for (JsonNode filter : golden.json().get("filters")) {
                String stem = "out/" + index + "/" + filter.asText();
                HostTensor expected = golden.array(stem + "/uint8");
                int height = (int) expected.shape()[0];
                int width = (int) expected.shape()[1];
                Resize resize = new Resize(height, width, Filter.named(filter.asText()));
                Image image = new Image(rows, columns, channels, bytes(in));
                // The recorded tolerance allows a level here and there; the arithmetic is the same, so none is needed.
                assertThat(resize.of(image).pixels()).as(stem).isEqualTo(bytes(expected));
                if (!golden.has(stem + "/float32")) continue;
                FLOATS.check(stem, floats(resize, in, rows, columns, channels), golden.array(stem + "/float32"));
                compared++;
            }
        }
        assertThat(compared).isPositive();
    }

    private static float[] floats(Resize resize, HostTensor in, int rows, int columns, int channels) {
        float[] all = in.toFloats();
        float[] out = new float[resize.height() * resize.width() * channels];
        for (int c = 0; c < channels; c++) {
            float[] plane = new float[rows * columns];
            for (int i = 0; i < plane.length; i++) plane[i] = all[channels * i + c];
            float[] resized = resize.of(plane, rows, columns);
            for (int i = 0; i < resized.length; i++) out[channels * i + c] = resized[i];
        }
        return out;
    }

    /** Golden arrays are float or integer types. */
    private static byte[] bytes(HostTensor tensor) {
        long[] values = tensor.toLongs();
        byte[] out = new byte[values.length];
        for (int i = 0; i < out.length; i++) out[i] = (byte) values[i];
        return out;
    }
}
