package io.dxmi.cli;

import io.dxmi.config.Settings;
import io.dxmi.samplers.UserError;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dxmi settings}. */
@Command(
        name = "settings",
        description = "Explains the keys of a configuration: all of them, or those that contain a word.")
final class SettingsCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "WORD", arity = "0..1", description = "A part of a key, a value or an explanation.")
    private String word = "";

    @Option(names = "--markdown", description = "Print docs/configuration.md instead.")
    private boolean markdown;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        if (markdown) out.print(Settings.page());
        else {
            List<String> keys = Settings.about(word);
            if (keys.isEmpty()) throw new UserError("no setting contains '" + word + "'; see 'dxmi settings' for all");
            keys.forEach(key -> out.println(Settings.line(key)));
        }
        out.flush();
        return 0;
    }
}
