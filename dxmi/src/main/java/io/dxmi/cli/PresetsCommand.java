package io.dxmi.cli;

import io.dxmi.config.Presets;
import io.dxmi.config.Settings;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code dxmi presets}. */
@Command(
        name = "presets",
        description =
                "Lists the presets; with a name, prints the whole configuration with explanations, ready to be edited and used with -c.")
final class PresetsCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigArguments source;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        if (source.isEmpty()) {
            int width = Presets.NAMES.stream().mapToInt(String::length).max().orElse(0);
            for (String name : Presets.NAMES) {
                out.println(name + " ".repeat(width - name.length() + 2) + Presets.description(name));
            }
        } else {
            out.print(Settings.commented(source.load(List.of())));
            out.flush();
        }
        return 0;
    }
}
