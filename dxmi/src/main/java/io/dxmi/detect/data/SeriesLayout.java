package io.dxmi.detect.data;

import java.util.List;

/**
 * How a model cuts time series into windows.
 *
 * @param window rows of a window
 * @param stride rows from window to window where many are scored
 * @param period in rows, from the autocorrelation, or 0 if the window was given or no period was found
 * @param group column whose values tell the series of one table apart, or null
 * @param time column that names the time of a row, or null
 * @param table all columns of the table that the model was fitted on, in order
 */
public record SeriesLayout(int window, int stride, int period, String group, String time, List<String> table) {}
