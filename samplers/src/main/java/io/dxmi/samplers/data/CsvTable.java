package io.dxmi.samplers.data;

import io.dxmi.samplers.UserError;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * A table of finite numbers, read by {@link CsvRows}; no value may be missing.
 *
 * @param values (rows, columns)
 * @param names of the columns; empty if the table has no header
 */
record CsvTable(int columns, float[] values, List<String> names) {

    /**
     * @param where the file's name, for messages
     * @throws UserError naming line and column of the first field that is no finite number, a row of another length, or
     *     the lack of any row
     */
    static CsvTable read(BufferedReader in, String where) throws IOException {
        Values all = new Values(where);
        CsvRows.read(in, where, all);
        if (all.count == 0) throw new UserError(where + ": expected rows of numbers, found none");
        return new CsvTable(all.columns, Arrays.copyOf(all.values, all.count), all.names);
    }

    /** Collects numbers in an array that grows. */
    private static final class Values implements CsvRows.Sink {

        private final String where;
        private int columns;
        private List<String> names = List.of();
        private float[] values = new float[1024];
        private int count;
        private Numbers numbers = Numbers.POINT;

        Values(String where) {
            this.where = where;
        }

        @Override
        public void begin(List<String> header, Numbers spelling) {
            names = List.copyOf(header);
            columns = header.size();
            numbers = spelling;
        }

        @Override
        public void row(long line, List<String> fields) {
            if (columns == 0) columns = fields.size();
            String place = where + ":" + line;
            if (fields.size() != columns) {
                throw new UserError(place + ", column " + (Math.min(fields.size(), columns) + 1) + ": expected "
                        + columns + " columns as in the first row, got " + fields.size());
            }
            if (count + columns > values.length) grow();
            for (int i = 0; i < columns; i++) values[count++] = number(fields.get(i), place, i + 1);
        }

        private void grow() {
            long wanted = Math.min(2L * values.length, Integer.MAX_VALUE - 8);
            if (wanted == values.length) throw new UserError(where + ": more than 2^31 numbers are not supported");
            values = Arrays.copyOf(values, (int) Math.max(wanted, count + columns));
        }

        private float number(String text, String place, int column) {
            float value = (float) numbers.parse(text);
            if (Float.isFinite(value)) return value;
            throw new UserError(
                    place + ", column " + column + ": expected a finite number, got " + CsvRows.shown(text));
        }
    }
}
