package io.dxmi.cli;

import io.dxmi.runs.ConsoleProgress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** The console as the launcher found it. */
public final class Consoles {

    private static final int USUAL_COLUMNS = 80;

    private Consoles() {}

    /** Progress on stderr: the launcher knows whether it is a terminal; Java 17 can only tell for stdin and stdout together. */
    public static ConsoleProgress progress(PrintWriter err) {
        return new ConsoleProgress(err, columns(), System::nanoTime);
    }

    /** Whether a person can answer: the launcher knows whether the standard input and stderr are terminals. */
    static boolean canAsk() {
        return Boolean.getBoolean("dxmi.input") && Boolean.getBoolean("dxmi.terminal");
    }

    /** A line from the standard input; null at its end. */
    static String answer() {
        try {
            return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        } catch (IOException e) {
            return null; // no answer
        }
    }

    /** Width of the terminal that stderr is; 0 if it is none. */
    private static int columns() {
        if (!Boolean.getBoolean("dxmi.terminal")) return 0;
        int found = Integer.getInteger("dxmi.columns", 0);
        return found > 0 ? found : USUAL_COLUMNS;
    }
}
