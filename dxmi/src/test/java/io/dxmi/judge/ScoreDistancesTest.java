package io.dxmi.judge;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.dxmi.build.Schedules;
import io.dxmi.config.Config;
import io.dxmi.config.ConfigLoader;
import io.dxmi.eval.quality.NoisedMixture;
import io.dxmi.eval.reference.Fact;
import io.dxmi.eval.reference.Reported;
import io.dxmi.runs.OpenRun;
import io.dxmi.runs.folder.RunFolder;
import io.dxmi.runs.folder.RunRecord;
import io.dxmi.runs.training.TrainingRun;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.StopFlag;
import io.dxmi.samplers.data.FreshDraws;
import io.dxmi.samplers.data.PointSet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScoreDistancesTest {

    private static final FreshDraws DATA = FreshDraws.of(PointSet.named("8gaussians"));

    /** Slower sines than the preset's learn the score in so few iterations. */
    private static final List<String> SHORT = List.of(
            "sampler.network.feature_scale=3",
            "pretrain.iterations=1000",
            "pretrain.batch=256",
            "trainer.iterations=0",
            "evaluation.samples=1000",
            "evaluation.every=0");

    @TempDir
    Path folder;

    private Config trained(String... more) {
        List<String> settings = new ArrayList<>(SHORT);
        settings.addAll(List.of(more));
        Config config = ConfigLoader.preset("8gaussians", settings);
        try (TrainingRun run = new TrainingRun(config, Device.cpu());
                RunFolder out = RunFolder.create(folder.resolve("run"), config, RunRecord.now(List.of(), 0, "cpu"))) {
            assertThat(run.run(out, Progress.NONE, new StopFlag())).isPresent();
        }
        return config;
    }

    /** The network's score, told from a step, is near that of the noised data, and so not only by its sign and scale. */
    @ParameterizedTest
    @ValueSource(strings = {"data", "noise"})
    void theScoreIsThatOfTheNetwork(String prediction) {
        Config config = trained("sampler.prediction=" + prediction);
        ScoreDistances distances = ScoreDistances.of(DATA, config).orElseThrow();
        double[] signal = Schedules.of(config.sampler(), 5).alphaBar();
        NoisedMixture mixture = distances.mixture();
        try (OpenRun run = OpenRun.open(folder.resolve("run"), Device.cpu())) {
            for (int t = 0; t < 3; t++) {
                double a = signal[t];
                double[][] points = mixture.draws(new SplittableRandom(t), 500);
                SplittableRandom random = new SplittableRandom(10 + t);
                for (double[] point : points) {
                    for (int j = 0; j < 2; j++) {
                        point[j] = Math.sqrt(a) * point[j] + Math.sqrt(1 - a) * random.nextGaussian();
                    }
                }
                double size = distances.score(run.trained(), t).differenceFrom(at -> new double[at.length][2], points);
                double error = distances.score(run.trained(), t).differenceFrom(at -> mixture.score(at, a), points);
                assertThat(error / size).as("step " + t).isLessThan(0.4);
            }
        }
    }

    @Test
    void theCouplingIsAboveTheDistanceAndTheBoundIsVacuous() {
        Config config = trained();
        try (OpenRun run = OpenRun.open(folder.resolve("run"), Device.cpu())) {
            List<Reported> found = ScoreDistances.of(DATA, config).orElseThrow().of(run.trained());

            double distance = Reported.metric("w2", found).number();
            double floor = Reported.metric("w2_floor", found).number();
            double coupling = Reported.metric("w2_coupling", found).number();
            assertThat(floor).isBetween(0.1, 0.5);
            assertThat(coupling).isBetween(Math.sqrt(Math.max(0, distance * distance - floor * floor)), 3.0);
            assertThat(found).contains(new Fact("w2_bound", "vacuous"));
        }
    }

    /** No mixture, no steps, or no process that shrinks the signal: nothing is reported. */
    @Test
    void otherRunsHaveNone() {
        FreshDraws moons = FreshDraws.of(PointSet.named("moons"));
        assertThat(ScoreDistances.of(moons, ConfigLoader.preset("8gaussians", List.of("data.name=moons"))))
                .isEmpty();
        assertThat(ScoreDistances.of(DATA, ConfigLoader.preset("pcd-8gaussians", List.of())))
                .isEmpty();
        assertThat(ScoreDistances.of(DATA, ConfigLoader.preset("8gaussians", List.of("sampler.schedule.kind=karras"))))
                .isEqualTo(Optional.empty());
    }
}
