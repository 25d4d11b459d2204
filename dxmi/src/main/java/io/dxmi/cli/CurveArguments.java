package io.dxmi.cli;

import io.dxmi.detect.curve.CurveChoice;
import io.dxmi.detect.window.WindowChoice;
import io.dxmi.samplers.UserError;
import picocli.CommandLine.Option;

/** That each row is a curve, and how it is seen. */
final class CurveArguments {

    @Option(
            names = "--curves",
            paramLabel = "N|auto",
            description =
                    "Each row is one curve, its values at equal distances: compare its first N modes and what they leave; auto"
                            + " takes as many as the curves need.")
    private String curves;

    /** What was given; null if the data are no curves. @throws UserError if it is no such number */
    CurveChoice choice() {
        return curves == null ? null : CurveChoice.of(curves);
    }

    /** As {@link #choice()}, beside what was said of time series, or null. @throws UserError also if both were given */
    CurveChoice choice(WindowChoice window) {
        if (curves != null && window != null) {
            throw new UserError("--curves goes without --window: a row is a whole curve, or one step of a time series");
        }
        return choice();
    }
}
