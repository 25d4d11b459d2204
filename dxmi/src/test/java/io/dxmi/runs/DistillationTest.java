package io.dxmi.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.dxmi.config.Config;
import io.dxmi.config.ConfigLoader;
import io.dxmi.runs.folder.RunFolder;
import io.dxmi.runs.folder.RunRecord;
import io.dxmi.runs.training.TrainingRun;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.StopFlag;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stopped distillation goes on to the bytes of an unbroken one, also when its teacher is gone. */
@Tag("slow")
class DistillationTest {

    @TempDir
    private Path folder;

    @Test
    void aResumedDistillationHasTheSameFiles() throws IOException {
        Path teacher = folder.resolve("teacher");
        run(teacher, config(), null);
        Config config =
                config("pretrain.loss.kind=consistency", "sampler.kind=consistency", "pretrain.init=" + teacher);
        Path whole = folder.resolve("whole");
        run(whole, config, null);
        Path broken = folder.resolve("broken");
        StopFlag stop = new StopFlag();
        run(broken, config, stop);
        assertThat(stop.requested()).isTrue();
        Files.move(teacher, folder.resolve("elsewhere"));
        Config continued = RunFolder.continued(broken);
        assertThat(continued.pretrain().init()).isNull();
        try (TrainingRun run = new TrainingRun(continued, Device.cpu());
                RunFolder files = RunFolder.resume(broken, RunRecord.now(List.of(), 0, "cpu"))) {
            assertThat(run.run(files, files.rows(), new StopFlag())).isPresent();
        }
        assertThat(broken.resolve("metrics.jsonl")).hasSameBinaryContentAs(whole.resolve("metrics.jsonl"));
        assertThat(weights(broken)).isEqualTo(weights(whole)).isNotEqualTo(weights(folder.resolve("elsewhere")));
    }

    @Test
    void withoutATeacherNothingIsTrained() {
        Path out = folder.resolve("none");
        assertThatThrownBy(() -> run(out, config("pretrain.loss.kind=consistency"), null))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("a distillation needs a trained network");
    }

    private static Config config(String... more) {
        List<String> settings = new ArrayList<>(List.of(more));
        settings.addAll(List.of("pretrain.iterations=6", "pretrain.batch=16", "trainer.iterations=0"));
        settings.addAll(List.of("sampler.schedule.kind=flow", "sampler.prediction=flow", "trainer.report_every=1"));
        settings.addAll(List.of("evaluation.samples=50", "evaluation.draws=1", "evaluation.before=false"));
        return ConfigLoader.preset("moons", settings);
    }

    /** Trains; with a flag to the fourth of six iterations, in the third of four stages. */
    private static void run(Path out, Config config, StopFlag flag) {
        StopFlag stop = flag == null ? new StopFlag() : flag;
        Progress stopper = new Progress() {
            @Override
            public void step(String phase, long done, Map<String, Double> scalars) {
                if (flag != null && phase.equals("pretrain") && done == 4) stop.request(1);
            }
        };
        try (TrainingRun run = new TrainingRun(config, Device.cpu());
                RunFolder files = RunFolder.create(out, config, RunRecord.now(List.of(), 0, "cpu"))) {
            run.run(files, Progress.all(List.of(files.rows(), stopper)), stop);
        }
    }

    private static Map<String, String> weights(Path run) {
        Map<String, String> weights = new TreeMap<>();
        Safetensors.read(run.resolve("checkpoints/pretrained.safetensors"))
                .tensors()
                .forEach((name, tensor) -> weights.put(name, Arrays.toString(tensor.data())));
        return weights;
    }
}
