package io.dxmi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dxmi.cli.Processes.Result;
import io.dxmi.runs.UntrainedRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dxmi sample --guidance-scale} for networks with an empty class, and one line for all others. */
class GuidanceScaleTest {

    @TempDir
    Path folder;

    private Result run(String... words) throws Exception {
        return new Processes(Main.class, folder).run(words);
    }

    private void write(String kind, String... more) {
        List<String> keys = new ArrayList<>(List.of("data.classes=10", "sampler.network.kind=" + kind));
        keys.addAll(List.of("sampler.network.width=32", "sampler.network.blocks=1"));
        keys.addAll(List.of("sampler.network.multipliers=[1,2]", "sampler.network.attention=[4]"));
        keys.addAll(List.of(more));
        UntrainedRun.write(folder.resolve("run"), "digits", keys.toArray(String[]::new));
    }

    private String sampled(String out, String... more) throws Exception {
        List<String> words = new ArrayList<>(List.of("sample", "run", "-n", "4", "--class", "3", "--quiet"));
        words.addAll(List.of("--out", out));
        words.addAll(List.of(more));
        Result result = run(words.toArray(String[]::new));
        assertThat(result.code()).as(result.err()).isZero();
        return Files.readString(folder.resolve(out));
    }

    @Test
    void changesTheSamplesOfANetworkWithAnEmptyClass() throws Exception {
        write("song-unet");
        String plain = sampled("plain.csv");
        assertThat(sampled("one.csv", "--guidance-scale", "1")).isEqualTo(plain);
        assertThat(sampled("three.csv", "--guidance-scale", "3")).isNotEqualTo(plain);
        assertThat(sampled("ddim.csv", "--guidance-scale", "3", "--solver", "ddim"))
                .isNotEqualTo(sampled("ddim1.csv", "--solver", "ddim"));
        Result both = run("sample", "run", "--guidance-scale", "3", "--guidance", "1", "--out", "none.csv");
        assertThat(both.code()).isEqualTo(2);
    }

    @Test
    void isRefusedInOneLineOtherwise() throws Exception {
        write("adm-unet", "sampler.network.head=32");
        Result refused = run("sample", "run", "-n", "4", "--guidance-scale", "3", "--out", "none.csv");
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err().strip().lines().toList())
                .singleElement()
                .asString()
                .contains("--guidance-scale=3.0", "expected a network that knows both", "always reads a class");
        assertThat(folder.resolve("none.csv")).doesNotExist();
    }
}
