package io.dxmi.detect.window;

import io.dxmi.samplers.UserError;

/**
 * How the user wants series to be cut.
 *
 * @param window rows of a window, 0 for the period of the series
 * @param stride rows from window to window where many are scored, 0 for a tenth of a window
 * @param group column whose values tell the series of one table apart, or null
 */
public record WindowChoice(int window, int stride, String group) {

    /** The window is the period that the autocorrelation shows. */
    public static final WindowChoice AUTO = new WindowChoice(0, 0, null);

    private static final int LARGEST = 100_000;

    public WindowChoice {
        if (window != 0 && (window < 2 || window > LARGEST)) {
            throw new UserError(
                    UserError.parameter("window") + " must be auto or within 2 and " + LARGEST + ", got " + window);
        }
        if (stride < 0 || (window > 0 && stride > window)) {
            throw new UserError(UserError.parameter("stride") + " must be within 1 and the window, got " + stride);
        }
    }

    /**
     * Of texts.
     *
     * @param window a number or {@code auto}
     * @param stride null for the usual one
     * @throws UserError if one of them is no such number
     */
    public static WindowChoice of(String window, Integer stride, String group) {
        if (stride != null && stride < 1) {
            throw new UserError(UserError.parameter("stride") + " must be at least 1, got " + stride);
        }
        int steps = stride == null ? 0 : stride;
        if (window.equals("auto")) return new WindowChoice(0, steps, group);
        int rows = window.matches("\\d{1,9}") ? Integer.parseInt(window) : 0;
        if (rows == 0) {
            throw new UserError(
                    UserError.parameter("window") + " must be auto or a number of rows such as 100, got " + window);
        }
        return new WindowChoice(rows, steps, group);
    }

    /** Rows from window to window. */
    public int strideOf(int rows) {
        if (stride > rows) {
            throw new UserError(UserError.parameter("stride") + " must be within 1 and the window of " + rows
                    + " rows, got " + stride);
        }
        return stride > 0 ? stride : Math.max(1, rows / 10);
    }
}
