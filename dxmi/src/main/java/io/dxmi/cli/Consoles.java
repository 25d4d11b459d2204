package io.dxmi.cli;

import io.dxmi.runs.ConsoleProgress;
import io.dxmi.samplers.Progress;
import java.io.PrintWriter;

/** The console as the launcher found it. */
final class Consoles {

    private Consoles() {}

    /** Progress on stderr: the launcher knows whether it is a terminal; Java 17 can only tell for stdin and stdout together. */
    static Progress progress(PrintWriter err) {
        return new ConsoleProgress(err, Boolean.getBoolean("dxmi.terminal"), System::nanoTime);
    }
}
