package io.dxmi.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dxmi completion}. */
@Command(
        name = "completion",
        description = "Prints a script that completes commands, options and their values.",
        footer = {"", "Example:", "  source <(dxmi completion bash)"})
final class Completion implements Callable<Integer> {

    private enum Shell {
        bash
    }

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "SHELL", description = "One of ${COMPLETION-CANDIDATES}; zsh reads the same script.")
    private Shell shell;

    @Override
    public Integer call() {
        String script =
                switch (shell) {
                    case bash -> AutoComplete.bash("dxmi", spec.root().commandLine());
                };
        spec.commandLine().getOut().print(script);
        spec.commandLine().getOut().flush();
        return 0;
    }
}
