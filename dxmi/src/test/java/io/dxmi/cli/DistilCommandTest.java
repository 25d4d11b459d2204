package io.dxmi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dxmi.Json;
import io.dxmi.cli.Processes.Result;
import io.dxmi.samplers.tensor.Npz;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dxmi distil} as a user meets it: from a teacher to samples in one step, and on to joint training. */
@Tag("slow")
class DistilCommandTest {

    @TempDir
    Path folder;

    private Processes dxmi;

    @BeforeEach
    void processes() {
        dxmi = new Processes(Main.class, folder, "-Xmx512m");
    }

    private static String[] small(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--quiet", "sampler.network.width=8", "energy.network.width=8", "value.network.width=8"));
        all.addAll(List.of("evaluation.before=false", "evaluation.samples=64", "pretrain.batch=16"));
        return all.toArray(String[]::new);
    }

    private Result succeed(String... arguments) throws Exception {
        Result result = dxmi.run(arguments);
        assertThat(result.code()).as(result.err()).isZero();
        return result;
    }

    /** One line, exit code 2, no run. */
    private void refuse(String message, String... arguments) throws Exception {
        Result result = dxmi.run(arguments);
        assertThat(result.err().lines()).hasSize(1);
        assertThat(result.err()).startsWith("dxmi: ").contains(message);
        assertThat(result.code()).isEqualTo(2);
        assertThat(folder.resolve("runs")).doesNotExist();
    }

    @Test
    void aTeacherBecomesASamplerOfFewStepsWhichJointTrainingGoesOnFrom() throws Exception {
        succeed(small("pretrain", "digits", "pretrain.iterations=3", "--out", "teacher"));
        succeed(small("distil", "digits", "pretrain.iterations=5", "--init", "teacher", "--out", "distilled"));
        String config = Files.readString(folder.resolve("distilled/config.yaml"));
        assertThat(config).contains("kind: consistency").contains("last_levels: 80");
        assertThat(Files.readString(folder.resolve("distilled/metrics.jsonl"))).contains("pretrain/distance");
        for (int steps : new int[] {1, 2, 4}) {
            succeed("sample", "distilled", "-n", "3", "--steps", "" + steps, "--out", steps + ".npz", "--quiet");
            assertThat(Npz.open(folder.resolve(steps + ".npz")).read("arr_0").shape())
                    .containsExactly(3, 8, 8, 1);
        }
        Result joint = succeed("train", "digits", "--init", "distilled", "sampler.steps=1", "--dry-run");
        assertThat(joint.err()).contains("pretrain.iterations=0, because the network comes trained");
        JsonNode shown = Json.parse(joint.out()).path("config");
        assertThat(shown.at("/sampler/kind").asText()).isEqualTo("consistency");
        assertThat(shown.at("/pretrain/iterations").asInt(-1)).isZero();
        String[] few = {
            "trainer.iterations=2", "trainer.batch=16", "evaluation.every=0", "--init", "distilled", "--out", "joint"
        };
        List<String> train = new ArrayList<>(List.of("train", "digits", "sampler.steps=1", "game.start_iteration=0"));
        train.addAll(List.of(few));
        succeed(small(train.toArray(String[]::new)));
        assertThat(succeed("distil", "--resume", "distilled", "--quiet").out()).contains("\"iterations\":");
        refuse(
                "/distilled, which is distilled; distil its teacher, ",
                "distil",
                "digits",
                "--init",
                "distilled",
                "--out",
                "again");
    }

    @Test
    void whatCannotBeDistilledIsRefused() throws Exception {
        refuse("a distillation needs a trained network; expected --init", "distil", "digits");
        refuse(
                "a distillation needs a trained network; expected --init",
                "train",
                "digits",
                "pretrain.loss.kind=consistency");
        refuse("sampler.schedule.kind other than geometric, got geometric", "distil", "8gaussians");
        refuse(
                "expected sampler.kind=consistency, which the command or one of its options says, got"
                        + " sampler.kind=ddpm",
                "distil",
                "digits",
                "sampler.kind=ddpm");
        refuse("expected a number above 0, got 0", "distil", "digits", "pretrain.iterations=0");
        refuse("pretrain.loss.last_levels", "distil", "digits", "pretrain.loss.last_levels=4", "--init", "teacher");
    }

    @Test
    void aTrainedSamplerIsRefusedAndTheNetworkBeforeItIsNamed() throws Exception {
        List<String> few =
                List.of("trainer.iterations=1", "trainer.batch=16", "evaluation.every=0", "--out", "trained");
        List<String> train = new ArrayList<>(List.of("train", "digits", "pretrain.iterations=2"));
        train.addAll(few);
        succeed(small(train.toArray(String[]::new)));
        String before = Path.of("trained", "checkpoints/pretrained.safetensors").toString();
        Result result = dxmi.run(small("distil", "digits", "pretrain.iterations=2", "--init", "trained"));
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err())
                .contains("which joint training has fitted to its 4 steps")
                .contains(before);
        succeed(small("distil", "digits", "pretrain.iterations=2", "--init", before));
    }
}
