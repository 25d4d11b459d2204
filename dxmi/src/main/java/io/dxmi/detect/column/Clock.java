package io.dxmi.detect.column;

import io.dxmi.samplers.data.Numbers;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads the times of rows, which are dates or numbers.
 *
 * @param format of dates, null for numbers
 */
public record Clock(String format, Numbers numbers) {

    /** Of fewer steps nobody can tell a time from a measurement. */
    private static final int FEWEST = 9;

    /** Steps in the wrong direction among at most this share are rows out of order. */
    private static final double FEW = 0.1;

    private static final String UNIT =
            "s|secs?|seconds?|ms|msecs?|millis|milliseconds?|us|µs|micros|microseconds?|ns|nanos"
                    + "|nanoseconds?|mins?|minutes?|h|hrs?|hours?|d|days?|utc";

    /** A word for a time, alone or before its unit: {@code time_s}, {@code Time (s)}, {@code timestamp_ms}. */
    private static final Pattern NAME = Pattern.compile(
            "((unix|epoch|elapsed)[_ ]?time|time|timestamp|date|datetime|ts|epoch)" + "([_ .]*[(\\[]?(?<=[_ .(\\[])("
                    + UNIT + ")[)\\]]?)?|t([_ .]*[(\\[](" + UNIT + ")[)\\]])?",
            Pattern.CASE_INSENSITIVE);

    private static final double HOUR = 3_600;

    /** How a column of numbers goes from row to row. */
    public enum Course {
        /** Up in every row. */
        RISES,
        /** Down in every row. */
        FALLS,
        /** In one direction but for a few rows. */
        MOSTLY,
        /** None of these. */
        NONE
    }

    /** Missing fields are skipped; where a field is no number, there is no course. Each series is looked at on its own. */
    public static Course course(String[] fields, String[] series, Numbers numbers) {
        double[] counts = new double[3];
        Map<String, Double> before = new HashMap<>();
        for (int i = 0; i < fields.length; i++) {
            if (Numbers.isMissing(fields[i])) continue;
            double now = numbers.parse(fields[i]);
            if (!Double.isFinite(now)) return Course.NONE;
            Double last = before.put(series == null ? "" : series[i], now);
            if (last != null) counts[1 + Integer.signum(Double.compare(now, last))]++;
        }
        double steps = counts[0] + counts[1] + counts[2];
        if (steps < FEWEST) return Course.NONE;
        if (counts[2] == steps) return Course.RISES;
        if (counts[0] == steps) return Course.FALLS;
        double moved = counts[0] + counts[2]; // a time may repeat
        boolean mostly = moved > 0 && Math.min(counts[0], counts[2]) <= FEW * moved;
        return mostly ? Course.MOSTLY : Course.NONE;
    }

    /** Whether a column has the name of a time, with or without its unit. */
    public static boolean isName(String column) {
        return NAME.matcher(column).matches();
    }

    /**
     * For the column that names the rows; null if it is no time.
     *
     * @param known whether numbers are times for sure, whatever their course
     */
    public static Clock of(String[] fields, String[] series, Numbers numbers, boolean known) {
        List<String> present =
                Arrays.stream(fields).filter(field -> !Numbers.isMissing(field)).toList();
        if (present.isEmpty()) return null;
        if (present.stream().allMatch(numbers::isNumber)) {
            return known || course(fields, series, numbers) != Course.NONE ? new Clock(null, numbers) : null;
        }
        String format = Dates.formatOf(present);
        return format == null ? null : new Clock(format, numbers);
    }

    /** Seconds, or the number; NaN if the field is neither. */
    public double at(String field) {
        return format == null ? numbers.parse(field) : Dates.seconds(field, format);
    }

    /** The same for a field that it cannot read; months may have turned out to be days. */
    public Clock reading(String field) {
        String other = format == null ? null : Dates.formatOf(List.of(field));
        return other == null ? this : new Clock(other, numbers);
    }

    /**
     * Whether time goes back. Neither a new day of times without dates nor an hour that a clock is set back by is this.
     *
     * @param usual the step before
     */
    public boolean isBack(double step, double usual) {
        if (format == null) return step < 0;
        if (format.equals(Dates.TIME) && step < -HOUR) return false;
        return step < 0 && Math.abs(step + HOUR - usual) > 1e-3;
    }
}
