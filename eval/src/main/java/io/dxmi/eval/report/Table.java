package io.dxmi.eval.report;

import java.util.List;

/**
 * Numbers by row, such as the logged scalars by iteration.
 *
 * @param columns the headings, at least one
 * @param rows each as long as {@code columns}; NaN where nothing was measured
 */
public record Table(List<String> columns, List<double[]> rows) {

    public Table {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
        if (columns.isEmpty()) throw new IllegalArgumentException("a table needs at least one column");
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).length != columns.size()) {
                throw new IllegalArgumentException("row " + i + " has " + rows.get(i).length + " values for "
                        + columns.size() + " columns " + columns);
            }
        }
    }

    /** At most {@code most} rows, evenly spread, with the first and the last. */
    Table thinned(int most) {
        if (rows.size() <= most) return this;
        double[][] kept = new double[most][];
        for (int i = 0; i < most; i++) kept[i] = rows.get((int) Math.round(i * (rows.size() - 1.0) / (most - 1)));
        return new Table(columns, List.of(kept));
    }
}
