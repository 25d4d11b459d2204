package io.dxmi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dxmi.Json;
import io.dxmi.cli.Processes.Result;
import io.dxmi.samplers.program.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code trainer.reward.file} as a user meets it. */
@Tag("slow")
class RewardCommandTest {

    private static final String FIRST = "return torch.slice(x, 1, 0, 1, 1)";

    @TempDir
    Path folder;

    @TempDir
    Path config;

    private Processes dxmi;

    @BeforeEach
    void processes() {
        dxmi = new Processes(Main.class, folder, "-Xmx512m").with("DXMI_CONFIG", config.toString());
    }

    private static String[] train(String preset, String... more) {
        List<String> all = new ArrayList<>(List.of("train", preset, "--quiet"));
        all.addAll(List.of("pretrain.iterations=2", "trainer.iterations=4", "trainer.batch=32", "pretrain.batch=32"));
        all.addAll(List.of("trainer.report_every=1", "evaluation.samples=32", "evaluation.every=0"));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    /** One line, exit code 2, no run. */
    private void refuse(String message, String... arguments) throws Exception {
        Result result = dxmi.run(arguments);
        assertThat(result.err().lines()).hasSize(1);
        assertThat(result.err()).startsWith("dxmi: ").contains(message);
        assertThat(result.code()).isEqualTo(2);
        assertThat(folder.resolve("runs")).doesNotExist();
    }

    private List<Double> rewards(String run) throws IOException {
        List<Double> rewards = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve(run).resolve("metrics.jsonl"))) {
            JsonNode row = Json.parse(line);
            if (row.has("sampler/reward"))
                rewards.add(row.path("sampler/reward").asDouble());
        }
        return rewards;
    }

    private void succeed(String... arguments) throws Exception {
        Result result = dxmi.run(arguments);
        assertThat(result.code()).as(result.err()).isZero();
    }

    @Test
    void aTrustedFileIsFollowedAlsoAfterAResume() throws Exception {
        Programs.write(folder.resolve("reward.pt"), FIRST);
        String file = "trainer.reward.file=reward.pt";
        refuse("is a program that is not trusted here", train("8gaussians", file));
        succeed(train("8gaussians", file, "--trust", "reward.pt", "--out", "whole"));
        assertThat(rewards("whole")).hasSize(4).doesNotContain(0.0);
        assertThat(folder.resolve("whole/config.yaml"))
                .content()
                .contains(folder.resolve("reward.pt").toString());

        succeed(train("8gaussians", file, "trainer.iterations=0", "--out", "none"));
        assertThat(rewards("none")).isEmpty();
        succeed("sample", "whole", "-n", "4", "--out", "s.csv", "--quiet");
        Files.delete(folder.resolve("reward.pt")); // sampling needs no reward, training does
        succeed("sample", "whole", "-n", "4", "--out", "t.csv", "--quiet");
        Result resumed = dxmi.run("train", "--resume", "whole");
        assertThat(resumed.err()).contains("there is no such file");
        assertThat(resumed.code()).isEqualTo(2);
    }

    @Test
    void anEnergyOfARunIsLowered() throws Exception {
        succeed(train("8gaussians", "--out", "first"));
        succeed(train("gcd-8gaussians", "trainer.reward.file=first", "--out", "second"));
        assertThat(rewards("second")).hasSize(4);
        succeed(train("sftpg-8gaussians", "trainer.reward.file=first", "trainer.reward.weight=-2", "--out", "third"));
        assertThat(rewards("third")).hasSize(4);
    }

    @Test
    void whatIsNoRewardIsRefusedBeforeARunIsMade() throws Exception {
        refuse("there is no such file", train("8gaussians", "trainer.reward.file=missing.pt"));
        refuse(
                "got the folder",
                train("8gaussians", "trainer.reward.file=" + Files.createDirectory(folder.resolve("m"))));
        refuse("game.kind=dxmi or gcd", train("pcd-8gaussians", "pretrain.iterations=0", "trainer.reward.file=m"));
        refuse("value.kind must be separate", train("8gaussians-reference", "trainer.reward.file=m"));
        refuse("trainer.reward.weight must be within", train("8gaussians", "trainer.reward.weight=1e9"));
        refuse("of shape [3, 2]", untrained("return x"));
        refuse("int64", untrained("return torch.to(torch.slice(x, 1, 0, 1, 1), 4, False, False, None)"));
        refuse("got NaN", untrained("return torch.log(torch.sub(torch.mul(torch.slice(x, 1, 0, 1, 1), 0.), 1.))"));
        refuse("forward fails on an input of float32 (3, 2)", untrained("return torch.slice(x, 2, 0, 1, 1)"));
        String hard = "return torch.to(torch.gt(torch.slice(x, 1, 0, 1, 1), 0.), 6, False, False, None)";
        refuse("has a gradient for its input, got none", untrained(hard));
        succeed(train("sftpg-8gaussians", "trainer.reward.file=reward.pt", "--out", "ppo"));
        assertThat(rewards("ppo")).hasSize(4).allMatch(share -> share >= 0 && share <= 1);
    }

    private String[] untrained(String line) throws IOException {
        Programs.write(folder.resolve("reward.pt"), line);
        return train("8gaussians", "trainer.reward.file=reward.pt", "--trust", "reward.pt");
    }
}
