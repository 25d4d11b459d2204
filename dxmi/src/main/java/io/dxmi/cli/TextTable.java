package io.dxmi.cli;

import java.io.PrintWriter;
import java.util.List;

/** Columns of text for people. */
final class TextTable {

    private TextTable() {}

    /** Prints rows whose cells begin below each other; control characters of foreign text are replaced. */
    static void print(List<List<String>> rows, PrintWriter out) {
        int columns = rows.stream().mapToInt(List::size).max().orElse(0);
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++)
                widths[i] = Math.max(widths[i], row.get(i).length());
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                String cell = row.get(i).replaceAll("\\p{Cntrl}", "?");
                line.append(cell).append(" ".repeat(widths[i] - cell.length() + 2));
            }
            out.println(line.toString().stripTrailing());
        }
        out.flush();
    }
}
