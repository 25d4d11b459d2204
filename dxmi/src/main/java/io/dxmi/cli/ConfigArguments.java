package io.dxmi.cli;

import io.dxmi.config.Config;
import io.dxmi.config.Unread;
import io.dxmi.runs.start.InferredConfig;
import io.dxmi.samplers.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

    private final List<String> findings = new ArrayList<>();

    /** What the pictures and the checkpoint that the sampler starts from have told, lines for people. */
    public List<String> findings() {
        return findings;
    }

    /** Whether nothing at all was given. */
    public boolean isEmpty() {
        return words.isEmpty() && files.isEmpty();
    }

    /** The same for a command that trains jointly, or not at all. */
    public Config load(List<String> last) {
        return load(last, false);
    }

    /**
     * The configuration.
     *
     * @param last assignments of the command's own
     * @param pretrains whether the command is for the training before the joint one
     * @throws UserError if it is wrong, or the user says otherwise than the command
     */
    public Config load(List<String> last, boolean pretrains) {
        List<String> presets =
                words.stream().filter(word -> !word.contains("=")).toList();
        List<String> overrides = new ArrayList<>(
                words.stream().filter(word -> word.contains("=")).toList());
        requireAgreement(last, overrides);
        overrides.addAll(last);
        if (presets.size() > 1 || (presets.isEmpty() && files.isEmpty())) {
            throw new UserError("expected one preset (see 'dxmi presets') or -c FILE, got "
                    + (presets.isEmpty() ? "neither" : String.join(", ", presets)));
        }
        InferredConfig inferred =
                InferredConfig.of(presets.isEmpty() ? "" : presets.get(0), files, overrides, pretrains);
        findings.addAll(inferred.findings());
        Unread.refuse(List.of(inferred.config()), overrides);
        return inferred.config();
    }

    private static void requireAgreement(List<String> last, List<String> overrides) {
        for (String own : last) {
            String key = own.substring(0, own.indexOf('=') + 1);
            for (String word : overrides) {
                if (word.startsWith(key) && !word.equals(own)) {
                    throw new UserError("expected " + own + ", which the command or one of its options says, got "
                            + word + "; leave it out");
                }
            }
        }
    }
}
