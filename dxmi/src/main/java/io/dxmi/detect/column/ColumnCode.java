package io.dxmi.detect.column;

import io.dxmi.samplers.data.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How one column becomes features.
 *
 * @param name of the column
 * @param levels of a category, as {@link #level} spells them; a missing value is the level "". Of a date, the texts of the fit
 *     that are none: they are missing
 * @param shares of the rows that have each level, in (0, 1]
 * @param format of a date, empty for other kinds
 * @param from least time of the fit, seconds since 1970
 * @param to greatest time of the fit
 * @param parts of a date that vary: hour, weekday
 */
public record ColumnCode(
        String name,
        ColumnKind kind,
        List<String> levels,
        List<Double> shares,
        String format,
        double from,
        double to,
        List<String> parts) {

    private static final double SECONDS = 86_400;

    /** A level is taken to be at least this frequent, so that one rare level does not outweigh every other column. */
    private static final double LEAST_SHARE = 0.01;

    /** Of an unknown level, at least so many standard deviations from the known ones. */
    private static final double UNKNOWN = 4.5;

    public static ColumnCode number(String name) {
        return new ColumnCode(name, ColumnKind.NUMBER, List.of(), List.of(), "", 0, 0, List.of());
    }

    static ColumnCode levels(String name, ColumnKind kind, List<String> levels, List<Double> shares) {
        return new ColumnCode(name, kind, levels, shares, "", 0, 0, List.of());
    }

    /** Features that this makes. */
    public int width() {
        return switch (kind) {
            case NUMBER, FREQUENCY -> 1;
            case BOOLEAN, CATEGORY -> levels.size() + 1; // the last is any other level
            case DATE -> 1 + 2 * parts.size();
        };
    }

    /** Names of the features. */
    List<String> features() {
        List<String> all = new ArrayList<>();
        switch (kind) {
            case NUMBER -> all.add(name);
            case FREQUENCY -> all.add(name + " rarity");
            case BOOLEAN, CATEGORY -> {
                levels.forEach(level -> all.add(name + "=" + level));
                all.add(name + "=other");
            }
            case DATE -> {
                all.add(name + " days");
                for (String part : parts) {
                    all.add(name + " " + part + " sin");
                    all.add(name + " " + part + " cos");
                }
            }
        }
        return all;
    }

    /**
     * What a standardised feature counts beside a number that counts 1. The indicators of a category count as one number
     * together, and so do the parts of a date.
     *
     * @param feature within {@link #width}
     */
    double weight(int feature) {
        return switch (kind) {
            case NUMBER, FREQUENCY -> 1;
            case DATE -> 1 / Math.sqrt(width());
            case BOOLEAN, CATEGORY -> {
                double others = Math.max(1, levels.size() - 1);
                if (feature == levels.size()) {
                    yield Math.max(UNKNOWN, Math.sqrt(1 / (others * LEAST_SHARE)));
                }
                double p = shares.get(feature);
                // a standardised indicator differs by 1 / sqrt(p (1 - p)) between its values
                yield p == 1 ? 1 : Math.sqrt(p * (1 - p) / (others * Math.max(p, LEAST_SHARE)));
            }
        };
    }

    /**
     * Features of a field, NaN where it is missing.
     *
     * @return whether the field is of this kind
     */
    boolean encode(String field, Numbers numbers, double[] out, int at) {
        if (kind == ColumnKind.FREQUENCY || kind == ColumnKind.BOOLEAN || kind == ColumnKind.CATEGORY) {
            encodeLevel(level(field, kind), out, at);
            return true;
        }
        if (Numbers.isMissing(field) || (kind == ColumnKind.DATE && levels.contains(field))) {
            for (int i = 0; i < width(); i++) out[at + i] = Double.NaN;
            return true;
        }
        if (kind == ColumnKind.NUMBER) {
            out[at] = numbers.parse(field);
            return Double.isFinite(out[at]);
        }
        double seconds = Dates.seconds(field, format);
        if (Double.isNaN(seconds)) return false;
        // later than everything seen is as late as the last that was seen
        out[at] = (Math.min(to, seconds) - from) / SECONDS;
        for (int i = 0; i < parts.size(); i++) {
            double angle = 2 * Math.PI * seconds / (parts.get(i).equals(Dates.HOUR) ? SECONDS : 7 * SECONDS);
            out[at + 1 + 2 * i] = Math.sin(angle);
            out[at + 2 + 2 * i] = Math.cos(angle);
        }
        return true;
    }

    private void encodeLevel(String level, double[] out, int at) {
        int found = levels.indexOf(level);
        if (kind == ColumnKind.FREQUENCY) {
            double least =
                    shares.stream().mapToDouble(Double::doubleValue).min().orElse(1);
            out[at] = -Math.log(found < 0 ? least / 2 : shares.get(found));
            return;
        }
        // a missing value that the fit did not see is neutral
        double other = found < 0 && level.isEmpty() ? Double.NaN : 0;
        for (int i = 0; i <= levels.size(); i++) out[at + i] = other;
        if (found >= 0) out[at + found] = 1;
        else if (!level.isEmpty()) out[at + levels.size()] = 1;
    }

    /** Whether a level was seen in the fit. */
    boolean knows(String field) {
        return kind == ColumnKind.NUMBER || kind == ColumnKind.DATE || levels.contains(level(field, kind));
    }

    /** A field's level: its text, "" where it is missing; case does not matter for yes and no. */
    static String level(String field, ColumnKind kind) {
        if (Numbers.isMissing(field)) return "";
        return kind == ColumnKind.BOOLEAN ? field.toLowerCase(Locale.ROOT) : field;
    }
}
