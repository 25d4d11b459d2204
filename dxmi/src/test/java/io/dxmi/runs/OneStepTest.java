package io.dxmi.runs;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.dxmi.config.Config;
import io.dxmi.config.ConfigLoader;
import io.dxmi.eval.reference.Reported;
import io.dxmi.runs.folder.RunFolder;
import io.dxmi.runs.folder.RunRecord;
import io.dxmi.runs.result.RunSummary;
import io.dxmi.runs.training.TrainingRun;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.StopFlag;
import io.dxmi.sampling.Sampling;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Samplers of one step are trained, sampled and measured as others. */
@Tag("slow")
class OneStepTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "8gaussians",
                "8gaussians sampler.sigma.kind=trained game.time_cost.kind=sigmoid game.value_step.kind=backward game.value_step.next_state=stored",
                "8gaussians sampler.schedule.kind=ddpm-subsampled",
                "8gaussians sampler.kind=heun trainer.iterations=0",
                "gcd-8gaussians",
                "gcd-8gaussians game.update.kind=ppo"
            })
    void trainsSamplesAndIsMeasured(String setting, @TempDir Path folder) {
        String[] words = setting.split(" ");
        List<String> keys = Stream.concat(
                        Stream.of(
                                "sampler.steps=1",
                                "trainer.iterations=3",
                                "pretrain.iterations=3",
                                "evaluation.samples=200",
                                "evaluation.draws=1"),
                        Arrays.stream(words).skip(1))
                .toList();
        Config config = ConfigLoader.preset(words[0], keys);
        Path out = folder.resolve("run");
        try (TrainingRun run = new TrainingRun(config, Device.cpu());
                RunFolder place = RunFolder.create(out, config, RunRecord.now(List.of(), 0, "cpu"))) {
            RunSummary summary = new RecordedRun(Progress.NONE, new StopFlag())
                    .run(run, place)
                    .orElseThrow();
            assertThat(Reported.metric(
                                    "sliced_wasserstein",
                                    summary.result().measured().metrics())
                            .number())
                    .isFinite();
        }
        Sampling.Result drawn = Sampling.of(out, 10, 1).draw(Device.cpu(), Progress.NONE);
        assertThat(drawn.file()).isNotEmptyFile();
        try (OpenRun run = OpenRun.open(out, Device.cpu())) {
            assertThat(run.trained().steps()).isEqualTo(1);
            for (float value : run.trained().sample(2, 0, 50, Progress.NONE))
                assertThat(value).isFinite();
            assertThat(RunEvaluation.of(run, out, folder.resolve("again"), Progress.NONE)
                            .metrics())
                    .isNotEmpty();
        }
    }
}
