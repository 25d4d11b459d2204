package io.dxmi.cli;

import io.dxmi.config.Config;
import io.dxmi.config.ConfigLoader;
import io.dxmi.config.DataConfig;
import io.dxmi.config.Unread;
import io.dxmi.runs.start.CheckpointSettings;
import io.dxmi.runs.start.PictureSettings;
import io.dxmi.samplers.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Where a command's configuration comes from: a preset, files on top of it or instead, and single keys on top. */
public final class ConfigArguments {

    @Parameters(
            paramLabel = "PRESET | KEY=VALUE",
            arity = "0..*",
            description = "A preset (see 'dxmi presets'), and keys to change, such as game.tau1=0.05.")
    private List<String> words = List.of();

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description =
                    "A YAML file instead of a preset, or laid over it; it need only say what differs. Several files"
                            + " are laid over each other in their order.")
    private List<Path> files = List.of();

    private static final String PRETRAINING = "pretrain.iterations";

    private final List<String> findings = new ArrayList<>();

    /** What the pictures and the checkpoint that the sampler starts from have told, lines for people. */
    public List<String> findings() {
        return findings;
    }

    /** With what pictures and the checkpoint of {@code pretrain.init} tell, below what the user says. */
    private Config started(String preset, List<String> overrides) {
        List<String> draft = overrides.stream()
                .filter(assignment -> !assignment.startsWith("sampler.network."))
                .toList();
        Map<String, String> said = ConfigLoader.said(files, overrides);
        String init = said.get("pretrain.init");
        boolean starts = init != null && !init.equals("null");
        Config first = starts ? drafted(preset, draft) : bound(preset, overrides);
        List<String> all = new ArrayList<>();
        String chosen = preset;
        PictureSettings pictures = null;
        CheckpointSettings checkpoint = null;
        if (first.data() instanceof DataConfig.Images images && images.path() != null) {
            pictures = PictureSettings.of(images, first, preset, said);
            pictures.assignments().forEach((key, value) -> all.add(key + "=" + value));
            chosen = pictures.preset();
        }
        if (starts) {
            CheckpointSettings told = CheckpointSettings.of(Path.of(init), drafted(chosen, joined(all, draft)));
            told.requireAgreement(init, said);
            checkpoint = told;
            if (!told.said().isEmpty()) findings.add(told.said());
            told.assignments().forEach((key, value) -> all.add(key + "=" + value));
            boolean pretrains =
                    first.pretrain().iterations() > 0 && !first.pretrain().distils();
            boolean comesTrained = pictures != null || told.isDistilled();
            if (comesTrained && pretrains && !said.containsKey(PRETRAINING)) {
                all.add(PRETRAINING + "=0");
                findings.add(PRETRAINING + "=0, because the network comes trained; another number trains it on the"
                        + " data first");
            }
        }
        Config config = bound(chosen, joined(all, overrides));
        if (checkpoint != null) checkpoint.leftOut(config).ifPresent(findings::add);
        if (pictures != null) findings.addAll(0, pictures.said((DataConfig.Images) config.data()));
        return config;
    }

    private static List<String> joined(List<String> first, List<String> second) {
        List<String> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    private Config bound(String preset, List<String> overrides) {
        return ConfigLoader.layered(preset, files, overrides);
    }

    /** Without the network, which the checkpoint tells. */
    private Config drafted(String preset, List<String> overrides) {
        return ConfigLoader.withoutClasses(preset, files, overrides);
    }

    /** Whether nothing at all was given. */
    public boolean isEmpty() {
        return words.isEmpty() && files.isEmpty();
    }

    /**
     * The configuration.
     *
     * @param last assignments that come after the user's own
     */
    public Config load(List<String> last) {
        List<String> presets =
                words.stream().filter(word -> !word.contains("=")).toList();
        List<String> overrides = new ArrayList<>(
                words.stream().filter(word -> word.contains("=")).toList());
        overrides.addAll(last);
        if (presets.size() > 1 || (presets.isEmpty() && files.isEmpty())) {
            throw new UserError("expected one preset (see 'dxmi presets') or -c FILE, got "
                    + (presets.isEmpty() ? "neither" : String.join(", ", presets)));
        }
        Config config = started(presets.isEmpty() ? "" : presets.get(0), overrides);
        Unread.refuse(List.of(config), overrides);
        return config;
    }
}
