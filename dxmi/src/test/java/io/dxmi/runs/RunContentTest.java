package io.dxmi.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.dxmi.runs.folder.RunContent;
import io.dxmi.samplers.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run tells what its samples look like, so that it opens without its data. */
class RunContentTest {

    @TempDir
    Path folder;

    private Path run;
    private Path data;

    @BeforeEach
    void write() throws Exception {
        data = folder.resolve("points.csv");
        Files.writeString(data, "0.1,0.2,0.3\n0.4,0.5,0.6\n-0.1,0.3,0.2\n0.2,-0.4,0.1\n");
        run = folder.resolve("run");
        UntrainedRun.write(run, "points", "data.path=" + data);
    }

    @Test
    void isRecorded() {
        RunContent content = RunContent.read(run).orElseThrow();
        assertThat(content.sampleShape()).containsExactly(3);
        assertThat(content.classes()).isZero();
        assertThat(content.networks())
                .containsOnly(Map.entry("sampler", "mlp"), Map.entry("energy", "mlp"), Map.entry("value", "mlp"));
    }

    @Test
    void decidesTheShapeWithoutTheData() throws Exception {
        Files.delete(data);
        assertThat(shape()).containsExactly(3);
        edit("\"sample_shape\" : [ 3 ]", "\"sample_shape\" : [ 2 ]");
        assertThat(shape()).as("a damaged record is not used").containsExactly(3);
        edit("\"checksum\"", "\"unknown\"");
        assertThatThrownBy(this::shape).isInstanceOf(UserError.class).hasMessageContaining("step-1.safetensors");
    }

    @Test
    void mayBeLost() throws Exception {
        Files.delete(data);
        Files.delete(run.resolve("run.json"));
        assertThat(shape()).containsExactly(3);
    }

    @Test
    void ofANewerVersionIsRefused() throws Exception {
        edit("\"format\" : 2", "\"format\" : 3");
        assertThatThrownBy(this::shape)
                .isInstanceOf(UserError.class)
                .hasMessageContaining("run.json: expected a format of at most 2, got 3");
    }

    @Test
    void withoutAShapeIsRefused() throws Exception {
        edit("[ 3 ]", "[ -3 ]");
        edit("\"checksum\"", "\"unknown\"");
        assertThatThrownBy(this::shape).isInstanceOf(UserError.class).hasMessageContaining("got [-3]");
    }

    private long[] shape() {
        try (OpenRun opened = OpenRun.open(run, Device.cpu())) {
            return opened.trained().sampleShape();
        }
    }

    private void edit(String from, String to) throws Exception {
        Path file = run.resolve("run.json");
        String text = Files.readString(file);
        assertThat(text).contains(from);
        Files.writeString(file, text.replace(from, to));
    }
}
