package io.dxmi.cli;

import io.dxmi.config.Config;
import io.dxmi.config.ConfigLoader;
import io.dxmi.config.Unread;
import io.dxmi.runs.start.CheckpointSettings;
import io.dxmi.samplers.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Where a command's configuration comes from: a preset or a file, and single keys on top. */
final class ConfigArguments {

    @Parameters(
            paramLabel = "PRESET | KEY=VALUE",
            arity = "0..*",
            description = "A preset (see 'dxmi presets'), and keys to change, such as game.tau1=0.05.")
    private List<String> words = List.of();

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "A YAML file instead of a preset; it need only say what differs from the defaults.")
    private Path file;

    private String startingPoint = "";

    /** What the checkpoint that the sampler starts from has told, for people; empty if nothing. */
    String startingPoint() {
        return startingPoint;
    }

    /** With what the checkpoint of {@code pretrain.init} tells, below what the user says. */
    private Config started(List<String> presets, List<String> overrides) {
        List<String> draft = overrides.stream()
                .filter(assignment -> !assignment.startsWith("sampler.network."))
                .toList();
        String init = ConfigLoader.said(file, overrides).get("pretrain.init");
        if (init == null || init.equals("null")) return bound(presets, overrides);
        CheckpointSettings told = CheckpointSettings.of(Path.of(init), bound(presets, draft));
        told.requireAgreement(init, ConfigLoader.said(file, overrides));
        startingPoint = told.said();
        List<String> all = new ArrayList<>();
        told.assignments().forEach((key, value) -> all.add(key + "=" + value));
        all.addAll(overrides);
        return bound(presets, all);
    }

    private Config bound(List<String> presets, List<String> overrides) {
        return file == null ? ConfigLoader.preset(presets.get(0), overrides) : ConfigLoader.file(file, overrides);
    }

    /** Whether nothing at all was given. */
    boolean isEmpty() {
        return words.isEmpty() && file == null;
    }

    /**
     * The configuration.
     *
     * @param last assignments that come after the user's own
     */
    Config load(List<String> last) {
        List<String> presets =
                words.stream().filter(word -> !word.contains("=")).toList();
        List<String> overrides = new ArrayList<>(
                words.stream().filter(word -> word.contains("=")).toList());
        overrides.addAll(last);
        if (presets.size() + (file == null ? 0 : 1) != 1) {
            String came = presets.isEmpty() && file == null
                    ? "neither"
                    : String.join(", ", presets) + (file == null ? "" : (presets.isEmpty() ? "" : " and ") + file);
            throw new UserError("expected one preset (see 'dxmi presets') or -c FILE, got " + came);
        }
        Config config = started(presets, overrides);
        Unread.refuse(List.of(config), overrides);
        return config;
    }
}
