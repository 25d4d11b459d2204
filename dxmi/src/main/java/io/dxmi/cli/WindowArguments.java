package io.dxmi.cli;

import io.dxmi.detect.window.WindowChoice;
import io.dxmi.samplers.UserError;
import picocli.CommandLine.Option;

/** That a table holds time series, one row a time step, and how they are cut. */
final class WindowArguments {

    @Option(
            names = "--window",
            paramLabel = "N|auto",
            description =
                    "The table is a time series, one row a time step: compare windows of N rows; auto takes the period that the"
                            + " autocorrelation shows.")
    private String window;

    @Option(
            names = "--stride",
            paramLabel = "S",
            description = "Rows from window to window, with --window (default: a tenth of a window).")
    private Integer stride;

    @Option(
            names = "--group-column",
            paramLabel = "NAME",
            description = "Column whose values tell several series of one table apart, with --window.")
    private String group;

    /** What was given; null if the data are no series. @throws UserError if an option has nothing that it is for */
    WindowChoice choice() {
        if (window != null) return WindowChoice.of(window, stride, group);
        if (stride != null) throw new UserError("--stride is for --window; expected --window N or --window auto");
        if (group != null) throw new UserError("--group-column is for --window; expected --window N or --window auto");
        return null;
    }
}
