package io.dxmi.samplers.data;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How the numbers of one table are spelled. Thousands may be grouped by the other mark, blanks or apostrophes; a currency
 * sign is skipped, and a percent sign divides by 100.
 *
 * @param decimal the decimal mark, a point or a comma
 * @param grouped whether the other mark groups thousands; where it does not, both are decimal marks
 */
public record Numbers(char decimal, boolean grouped) {

    /** Decimal points, thousands grouped by commas. */
    public static final Numbers POINT = new Numbers('.', true);

    private static final Set<String> MISSING = Set.of(
            "", "na", "nan", "n/a", "null", "none", "?", "-", "--", ".", "#n/a", "#na", "<na>", "nat", "nil", "(null)",
            "\\n", "missing", "#div/0!", "#value!", "#null!", "#num!", "#ref!", "#name?");
    private static final Pattern PLAIN = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
    private static final Pattern NOT_FINITE = Pattern.compile("(?i)[+-]?(nan|inf|infinity)");
    private static final Pattern COMMA =
            Pattern.compile("[+-]?(\\d+,\\d+|,\\d+|\\d{1,3}(\\.\\d{3})+,\\d*)([eE][+-]?\\d+)?");
    private static final Pattern GROUPED_BY_COMMA = Pattern.compile("[+-]?[1-9]\\d{0,2}(,\\d{3})+(\\.\\d*)?");
    private static final Pattern GROUPED_BY_POINT = Pattern.compile("[+-]?[1-9]\\d{0,2}(\\.\\d{3})+(,\\d*)?");
    private static final Pattern GROUPED_BY_BLANK =
            Pattern.compile("[+-]?\\d{1,3}(['\u2019 \u00a0\u2009\u202f]\\d{3})+([.,]\\d*)?");
    private static final Pattern BLANKS = Pattern.compile("['\u2019 \u00a0\u2009\u202f]");
    private static final Pattern SIGNS = Pattern.compile("^[$\u20ac\u00a3\u00a5]\\s?|\\s?[%$\u20ac\u00a3\u00a5]$");

    /**
     * What the fields of a table tell of their spelling.
     *
     * @param comma whether one has a decimal comma for certain
     * @param point whether one has a decimal point for certain
     * @param either whether the comma of one may group thousands or be decimal
     * @param grouped whether one has commas that group thousands for certain
     */
    record Evidence(boolean comma, boolean point, boolean either, boolean grouped) {

        /** The spelling, guessed where nothing is certain. */
        Numbers numbers(char separator) {
            boolean guessed = !comma && either && !point && separator != ',';
            return comma || guessed ? new Numbers(',', !point) : POINT;
        }

        /** Whether the numbers tell their spelling, or one of them had to be guessed. */
        boolean isSpelled() {
            return comma || point || either;
        }

        /** Whether a field cannot be spelled so. */
        boolean contradicts(Numbers other) {
            if (other.decimal() == '.') return comma;
            return grouped || (point && other.grouped());
        }
    }

    /** The evidence in some rows of a table. */
    static Evidence evidence(List<List<String>> rows) {
        boolean comma = false;
        boolean point = false;
        boolean either = false;
        boolean grouped = false;
        for (List<String> row : rows) {
            for (String field : row) {
                String text = ungrouped(unsigned(field));
                boolean hasComma = text.indexOf(',') >= 0;
                if (hasComma && GROUPED_BY_COMMA.matcher(text).matches()) {
                    boolean one = text.indexOf('.') < 0 && text.indexOf(',') == text.lastIndexOf(',');
                    either |= one;
                    grouped |= !one;
                    point |= text.indexOf('.') >= 0;
                } else if (hasComma && COMMA.matcher(text).matches()) {
                    comma = true;
                } else if (text.indexOf('.') >= 0 && PLAIN.matcher(text).matches()) {
                    point |= !GROUPED_BY_POINT.matcher(text).matches();
                }
            }
        }
        return new Evidence(comma, point, either, grouped);
    }

    /** Whether a field stands for a missing value: empty, or one of the usual spellings, such as NA, null, ? or -. */
    public static boolean isMissing(String field) {
        return field.length() <= 8 && MISSING.contains(field.toLowerCase(Locale.ROOT));
    }

    /** Whether a field spells an infinity or NaN. */
    static boolean isNotFinite(String field) {
        return NOT_FINITE.matcher(field).matches();
    }

    /** Whether a field is a finite number in this spelling. */
    public boolean isNumber(String field) {
        return Double.isFinite(parse(field));
    }

    /** The number that a field spells, NaN if it spells none; hexadecimal digits and suffixes of Java are none. */
    public double parse(String field) {
        boolean thousands =
                decimal == ',' && grouped && GROUPED_BY_POINT.matcher(field).matches();
        if (!thousands && PLAIN.matcher(field).matches()) return Double.parseDouble(field);
        if (field.length() > 64 || field.isEmpty()) return Double.NaN;
        String text = ungrouped(unsigned(field));
        double scale = field.endsWith("%") ? 0.01 : 1;
        if (decimal == ',') {
            if (grouped && GROUPED_BY_POINT.matcher(text).matches()) text = text.replace(".", "");
            if (COMMA.matcher(text).matches()) text = text.replace(".", "").replace(',', '.');
        } else if (GROUPED_BY_COMMA.matcher(text).matches()) {
            text = text.replace(",", "");
        }
        return PLAIN.matcher(text).matches() ? scale * Double.parseDouble(text) : Double.NaN;
    }

    /** Without blanks and apostrophes between thousands. */
    private static String ungrouped(String text) {
        return GROUPED_BY_BLANK.matcher(text).matches() ? BLANKS.matcher(text).replaceAll("") : text;
    }

    /** Without signs of currency or percent, and with a plain minus. */
    private static String unsigned(String field) {
        return SIGNS.matcher(field).replaceAll("").replace('\u2212', '-');
    }
}
