package io.dxmi.runs;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.dxmi.config.Config;
import io.dxmi.config.ConfigLoader;
import io.dxmi.eval.reference.MeasuredFormat;
import io.dxmi.runs.folder.RunFolder;
import io.dxmi.runs.folder.RunRecord;
import io.dxmi.runs.result.RunMeasurement;
import io.dxmi.runs.training.TrainingRun;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.StopFlag;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Baselines of the pre-trained network are dear: who has them from another run leaves them out. */
class MeasuredBeforeTest {

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void thePretrainedNetworkIsMeasuredIfAskedFor(boolean before, @TempDir Path folder) {
        Config config = tiny(before);
        try (TrainingRun run = new TrainingRun(config, Device.cpu());
                RunFolder out = RunFolder.create(folder.resolve("run"), config, RunRecord.now(List.of(), 0, "cpu"))) {
            String metrics = measured(
                    run.run(out, Progress.NONE, new StopFlag()).orElseThrow().measured());
            assertThat(metrics).contains("frechet=");
            assertThat(metrics.contains("frechet_before")).isEqualTo(before);
        }
        try (OpenRun run = OpenRun.open(folder.resolve("run"), Device.cpu())) {
            String again = measured(RunEvaluation.of(run, folder.resolve("run"), folder.resolve("run"), Progress.NONE));
            assertThat(again.contains("frechet_before")).isEqualTo(before);
        }
    }

    @Tag("slow")
    @Test
    void measuringStopsWhenAskedAndIsDoneAgain(@TempDir Path folder) {
        Config config = tiny(true);
        StopFlag stop = new StopFlag();
        Progress impatient = new Progress() {
            @Override
            public void begin(String phase, long done, long total) {
                if (phase.equals("sample")) stop.request(15);
            }
        };
        try (TrainingRun run = new TrainingRun(config, Device.cpu());
                RunFolder out = RunFolder.create(folder.resolve("run"), config, RunRecord.now(List.of(), 0, "cpu"))) {
            assertThat(run.run(out, impatient, stop)).isEmpty();
            assertThat(measured(run.run(out, Progress.NONE, new StopFlag())
                            .orElseThrow()
                            .measured()))
                    .contains("frechet=");
        }
    }

    private static Config tiny(boolean before) {
        return ConfigLoader.preset(
                "digits",
                List.of(
                        "sampler.network.width=8",
                        "energy.network.width=8",
                        "value.network.width=8",
                        "pretrain.iterations=2",
                        "trainer.iterations=1",
                        "evaluation.before=" + before));
    }

    private static String measured(RunMeasurement result) {
        return MeasuredFormat.metrics(result.metrics()).toString();
    }
}
