package io.dxmi.detect.column;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.format.SignStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Dates, times and both, in the usual spellings; a zone is applied where one is written. */
final class Dates {

    /** The format of a time without a date. */
    static final String TIME = "time";

    static final String HOUR = "hour";
    static final String WEEKDAY = "weekday";

    private static final Map<String, DateTimeFormatter> FORMATS = formats();

    private Dates() {}

    private static Map<String, DateTimeFormatter> formats() {
        Map<String, DateTimeFormatter> all = new LinkedHashMap<>();
        for (String date : List.of(
                "yyyy-M-d",
                "yyyy/M/d",
                "yyyy.M.d",
                "d.M.yyyy",
                "M/d/yyyy",
                "d/M/yyyy",
                "d-M-yyyy",
                "d MMM yyyy",
                "d-MMM-yyyy",
                "MMM d, yyyy")) {
            all.put(date, formatter(date));
        }
        all.put(TIME, formatter(""));
        return all;
    }

    private static DateTimeFormatter formatter(String date) {
        DateTimeFormatterBuilder builder = new DateTimeFormatterBuilder().parseCaseInsensitive();
        if (!date.isEmpty()) {
            appendDate(builder, date);
            builder.optionalStart().appendPattern("[ ]['T'][,][ ]");
        }
        builder.appendPattern("H:mm[:ss]")
                .optionalStart()
                .appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true)
                .optionalEnd()
                .appendPattern("[ ][XXX][X]");
        if (!date.isEmpty()) builder.optionalEnd();
        return builder.toFormatter(Locale.ENGLISH).withResolverStyle(ResolverStyle.SMART);
    }

    private static void appendDate(DateTimeFormatterBuilder builder, String date) {
        int year = date.indexOf("yyyy");
        builder.appendPattern(date.substring(0, year))
                .appendValue(ChronoField.YEAR, 4, 4, SignStyle.NOT_NEGATIVE)
                .appendPattern(date.substring(year + 4));
    }

    /** Share of the texts that a format need not read. */
    private static final double MISTAKES = 0.1;

    /**
     * The format that reads the most texts, nearly all at least, or null. Where months and days could be swapped, the month is
     * first.
     */
    static String formatOf(List<String> texts) {
        String best = null;
        long least = (long) (MISTAKES * texts.size()) + 1;
        for (String format : FORMATS.keySet()) {
            long limit = least;
            long unread = texts.stream()
                    .filter(text -> Double.isNaN(seconds(text, format)))
                    .limit(limit)
                    .count();
            if (unread < least) {
                least = unread;
                best = format;
            }
        }
        return best;
    }

    /** Seconds since 1970, or since midnight for a time alone; NaN if the text is of another format. */
    static double seconds(String text, String format) {
        if (text.length() > 40 || text.length() < 4) return Double.NaN;
        DateTimeFormatter formatter = FORMATS.get(format);
        if (formatter == null) return Double.NaN;
        try {
            TemporalAccessor parsed = formatter.parse(text);
            LocalDate date = parsed.query(TemporalQueries.localDate());
            LocalTime time = parsed.query(TemporalQueries.localTime());
            ZoneOffset zone = parsed.query(TemporalQueries.offset());
            double seconds = date == null ? 0 : date.toEpochDay() * 86_400.0;
            if (time != null) seconds += time.toNanoOfDay() / 1e9;
            return zone == null ? seconds : seconds - zone.getTotalSeconds();
        } catch (DateTimeException e) {
            return Double.NaN;
        }
    }
}
