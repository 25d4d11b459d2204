package io.dxmi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dxmi.cli.Processes.Result;
import io.dxmi.config.NoiseSd;
import io.dxmi.runs.folder.RunFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code energy.noise_sd=auto} becomes a number that the run keeps. */
class AutoNoiseTest {

    private static final List<String> SHORT = List.of(
            "data.path=points.csv",
            "energy.noise_sd=auto",
            "pretrain.iterations=1",
            "pretrain.batch=16",
            "trainer.iterations=2",
            "trainer.batch=16",
            "evaluation.samples=20",
            "evaluation.every=0");

    @TempDir
    Path folder;

    private Result dxmi(String... first) throws Exception {
        List<String> all = new ArrayList<>(List.of(first));
        all.addAll(SHORT);
        return new Processes(Main.class, folder).run(all.toArray(String[]::new));
    }

    private void points(double scale) throws Exception {
        SplittableRandom random = new SplittableRandom(0);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 120; i++) {
            text.append(scale * random.nextDouble()).append(',').append(scale * random.nextDouble());
            text.append('\n');
        }
        Files.writeString(folder.resolve("points.csv"), text);
    }

    private double noise(String run) {
        NoiseSd noise = RunFolder.config(folder.resolve(run)).energy().noiseSd();
        assertThat(noise.isAuto()).isFalse();
        return noise.sd();
    }

    @Test
    void theNumberIsPrintedAndKept() throws Exception {
        points(2);
        Result trained = dxmi("train", "8gaussians", "--out", "run");
        assertThat(trained.code()).as(trained.err()).isZero();
        double noise = noise("run");
        assertThat(noise).isBetween(0.02, 0.5);
        assertThat(trained.err()).contains("dxmi: energy.noise_sd=auto is " + noise + " (60 points of about ");

        // a run that was killed before its first checkpoint goes on by the same command, with its own number
        Files.delete(folder.resolve("run/summary.json"));
        Files.move(folder.resolve("run/checkpoints"), folder.resolve("elsewhere"));
        Result again = dxmi("train", "8gaussians", "--out", "run");
        assertThat(again.code()).as(again.err()).isZero();
        assertThat(noise("run")).isEqualTo(noise);
    }

    @Test
    void aComparisonTrainsNothingTwice() throws Exception {
        points(2);
        Result first = dxmi("compare", "8gaussians", "--seeds", "1", "--out", "contest");
        assertThat(first.code()).as(first.err()).isZero();
        String run = "contest/8gaussians-seed0";
        double noise = noise(run);
        Path summary = folder.resolve(run).resolve("summary.json");
        FileTime written = Files.getLastModifiedTime(summary);
        points(4);

        assertThat(dxmi("compare", "8gaussians", "--seeds", "1", "--out", "contest")
                        .code())
                .isZero();
        assertThat(Files.getLastModifiedTime(summary)).isEqualTo(written);
        assertThat(noise(run)).isEqualTo(noise);
    }
}
