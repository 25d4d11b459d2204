package io.dxmi.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dxmi.Json;
import io.dxmi.eval.reference.ReferenceFile;
import io.dxmi.runs.SampleEvaluation;
import io.dxmi.runs.UntrainedRun;
import io.dxmi.runs.checkpoint.CheckpointChoice;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.image.ImageTransform;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.HostTensor.DType;
import io.dxmi.samplers.tensor.Npz;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** References and evaluations from Java, without the command line. */
class ReferencesTest {

    @TempDir
    Path folder;

    private Path points;

    @BeforeEach
    void points() {
        points = folder.resolve("points.npz");
        Random random = new Random(1);
        float[] values = new float[400];
        for (int i = 0; i < values.length; i++) values[i] = (float) random.nextGaussian();
        Npz.write(points, Map.of("arr_0", HostTensor.of(values, 200, 2)));
    }

    private static ReferenceEvaluation how(int keep) {
        return new ReferenceEvaluation(
                "",
                ImageTransform.none(),
                Optional.empty(),
                Integer.MAX_VALUE,
                keep,
                50,
                0,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Device.cpu(),
                FeatureWorkers.NONE);
    }

    @Test
    void aReferenceIsBuiltMergedAndComparedWithARun() {
        Path built = folder.resolve("built.npz");
        assertThat(References.build(List.of(points), built, how(100), Progress.NONE)
                        .pooled()
                        .count())
                .isEqualTo(200);
        Path run = folder.resolve("run");
        UntrainedRun.write(
                run, "8gaussians", "sampler.network.width=8", "energy.network.width=8", "value.network.width=8");
        List<String> notes = new ArrayList<>();
        SampleEvaluation.Written written = new SampleEvaluation(
                        run, built, Optional.empty(), how(100), 100, CheckpointChoice.LAST)
                .run(Progress.NONE, notes::add);
        assertThat(written.measured().samples()).isEqualTo(100);
        assertThat(run.resolve("evaluation-built/card.json")).exists();
        assertThat(run.resolve("evaluation-built/.lock")).doesNotExist();
        assertThat(notes).isEmpty();
        assertThatThrownBy(() -> References.build(List.of(points), built, how(100), Progress.NONE))
                .isInstanceOf(UserError.class)
                .hasMessage("out " + built + " exists; expected a new file");
    }

    @Test
    void mistakesNameParametersAndNoOptions() {
        Path out = folder.resolve("out.npz");
        assertThatThrownBy(() -> how(3)).isInstanceOf(UserError.class).hasMessage("keep must be at least 10, got 3");
        assertThatThrownBy(() -> References.merge(List.of(points), out, 3, 0))
                .isInstanceOf(UserError.class)
                .hasMessage("keep must be at least 10, got 3");
        assertThatThrownBy(() -> References.merge(List.of(points), folder.resolve("out.txt"), 10, 0))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith("out must end in .npz");
        assertThatThrownBy(
                        () -> new SampleEvaluation(points, out, Optional.empty(), how(10), 100, CheckpointChoice.LAST)
                                .run(Progress.NONE, note -> {}))
                .isInstanceOf(UserError.class)
                .hasMessage("reference " + out + ": no such file or folder");
        assertThat(out).doesNotExist();
    }

    @Test
    void aReferenceOfALaterVersionIsRefused() throws Exception {
        Path built = folder.resolve("built.npz");
        References.build(List.of(points), built, how(100), Progress.NONE);
        Map<String, HostTensor> arrays = new LinkedHashMap<>(Npz.read(built));
        ObjectNode card = (ObjectNode) Json.parse(new String(arrays.get("card").data(), StandardCharsets.UTF_8));
        assertThat(card.path("format").asInt()).isEqualTo(2);
        card.put("format", 99);
        byte[] text = Json.line(card).getBytes(StandardCharsets.UTF_8);
        arrays.put("card", new HostTensor(DType.U8, new long[] {text.length}, text));
        Path later = folder.resolve("later.npz");
        Npz.write(later, arrays);
        assertThatThrownBy(() -> ReferenceFile.read(later))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("has format 99, but this version reads up to 2");
    }
}
