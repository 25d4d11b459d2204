package io.dxmi.cli;

import io.dxmi.runs.ConsoleProgress;
import java.io.PrintWriter;

/** The console as the launcher found it. */
final class Consoles {

    private static final int USUAL_COLUMNS = 80;

    private Consoles() {}

    /** Progress on stderr: the launcher knows whether it is a terminal; Java 17 can only tell for stdin and stdout together. */
    static ConsoleProgress progress(PrintWriter err) {
        return new ConsoleProgress(err, columns(), System::nanoTime);
    }

    /** Width of the terminal that stderr is; 0 if it is none. */
    private static int columns() {
        if (!Boolean.getBoolean("dxmi.terminal")) return 0;
        int found = Integer.getInteger("dxmi.columns", 0);
        return found > 0 ? found : USUAL_COLUMNS;
    }
}
