package io.dxmi;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.dxmi.config.Config;
import io.dxmi.config.ConfigLoader;
import io.dxmi.eval.reference.MeasuredFormat;
import io.dxmi.runs.folder.RunFolder;
import io.dxmi.runs.folder.RunRecord;
import io.dxmi.runs.result.RunJson;
import io.dxmi.runs.result.RunResult;
import io.dxmi.runs.result.RunSummary;
import io.dxmi.runs.training.TrainingRun;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.StopFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/metrics.md} names every scalar that training logs, and none besides. */
@Tag("slow")
class GlossaryTest {

    private static final Pattern ROW = Pattern.compile("^\\| (`[^|]+`) \\|", Pattern.MULTILINE);

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    private static final List<String> SHORT = List.of(
            "pretrain.iterations=2",
            "trainer.iterations=2",
            "trainer.report_every=1",
            "evaluation.samples=64",
            "evaluation.draws=1",
            "evaluation.projections=20",
            "evaluation.every=2",
            "evaluation.every_samples=64");

    /** What the command line adds to a result, and what only an ill training or damaged pictures have. */
    private static final Set<String> OF_COMMANDS =
            Set.of("preset", "seed", "seconds", "warnings", "checksum", "pictures_left_out");

    @Test
    void isCompleteAndNotStale(@TempDir Path folder) throws Exception {
        Set<String> logged = new TreeSet<>(OF_COMMANDS);
        for (String preset : List.of(
                "8gaussians",
                "gcd-8gaussians",
                "gcd-score-8gaussians",
                "sftpg-8gaussians",
                "pcd-8gaussians",
                "cd-8gaussians")) {
            logged.addAll(names(preset, SHORT, folder.resolve(preset)));
        }
        List<String> map = new ArrayList<>(SHORT);
        map.removeIf(setting -> setting.startsWith("pretrain."));
        logged.addAll(names("transport-one-to-many", map, folder.resolve("transport")));
        List<String> rewarded = new ArrayList<>(SHORT);
        rewarded.add("trainer.reward.file=" + folder.resolve("8gaussians"));
        logged.addAll(names("gcd-8gaussians", rewarded, folder.resolve("rewarded")));
        List<String> critic = new ArrayList<>(SHORT);
        critic.addAll(List.of("energy.gradient_penalty.kind=two-sided", "objective.kind=difference"));
        logged.addAll(names("sftpg-8gaussians", critic, folder.resolve("critic")));
        List<String> heldOut = new ArrayList<>(SHORT);
        heldOut.add("data.leave_out=9");
        logged.addAll(names("digits", heldOut, folder.resolve("digits")));
        List<String> distilled = new ArrayList<>(heldOut);
        distilled.add("pretrain.loss.kind=consistency");
        distilled.add("pretrain.init=" + folder.resolve("digits/checkpoints/pretrained.safetensors"));
        logged.addAll(names("digits", distilled, folder.resolve("distilled")));

        List<String> entries = entries();
        assertThat(logged).allSatisfy(name -> assertThat(entries).anyMatch(entry -> covers(entry, name)));
        assertThat(entries)
                .doesNotHaveDuplicates()
                .allSatisfy(entry -> assertThat(logged).anyMatch(name -> covers(entry, name)));
    }

    /** X of an entry stands for words, N for a number. */
    private static boolean covers(String entry, String name) {
        return name.matches(entry.replace("_X_", "_[a-z_]+_").replaceFirst("_N$", "_\\\\d+"));
    }

    private static List<String> entries() {
        return ROW.matcher(Pages.text(Pages.root().resolve("docs/metrics.md")))
                .results()
                .flatMap(row -> CODE.matcher(row.group(1)).results())
                .map(code -> code.group(1))
                .toList();
    }

    private static Set<String> names(String preset, List<String> settings, Path folder) throws Exception {
        Config config = ConfigLoader.preset(preset, settings);
        Set<String> names = new TreeSet<>();
        try (TrainingRun run = new TrainingRun(config, Device.cpu());
                RunFolder runs = RunFolder.create(folder, config, RunRecord.now(List.of(), config.seed(), "cpu"))) {
            RunResult result = run.run(runs, Progress.all(List.of(runs.rows())), new StopFlag())
                    .orElseThrow();
            names.addAll(RunJson.of(new RunSummary("", 0, 0, result, Map.of())).keySet());
            names.removeAll(List.of("preset", "seed", "seconds", "metrics"));
            names.addAll(MeasuredFormat.metrics(result.measured().metrics()).keySet());
        }
        for (String line : Files.readAllLines(folder.resolve("metrics.jsonl"))) {
            Json.parse(line).fieldNames().forEachRemaining(names::add);
        }
        return names;
    }
}
