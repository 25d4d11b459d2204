package io.dxmi.detect.column;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.data.CsvRows;
import io.dxmi.samplers.data.Numbers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a column is, from its fields in the rows to fit on.
 *
 * @param where the table, for messages
 * @param lines of the rows in the file
 * @param constants whether numbers that never vary are features all the same
 */
public record ColumnGuess(String where, int[] lines, Numbers numbers, boolean constants) {

    /** Why a column without any value is left out. */
    public static final String NO_VALUE = "no value";

    /** More levels than this are coded by how rare they are. */
    private static final int MOST_LEVELS = 20;

    /** A text that differs in more of the rows than this is no category. */
    private static final double FREE_TEXT = 0.5;

    /** Characters of a level; longer texts are no categories. */
    private static final int LONGEST = 200;

    /** Fields of another kind among at least this share of numbers are mistakes. */
    private static final double MOSTLY = 0.9;

    /** Of fewer rows nobody can tell an identifier from a measurement. */
    private static final int FEWEST = 10;

    private static final Set<Set<String>> BOOLEANS = Set.of(
            Set.of("true", "false"), Set.of("yes", "no"), Set.of("t", "f"), Set.of("y", "n"), Set.of("on", "off"));
    private static final Pattern WHOLE = Pattern.compile("[+-]?\\d{1,18}(\\.0)?");

    /** Share of the rows that must differ in a column with the name of an identifier: rows repeat, fields are missing. */
    private static final double NEARLY = 0.9;

    /** Rows of which nearly all must differ. */
    private static final int MANY = 50;

    /** Why a column is left out whose rows do not all differ. */
    public static final String NEARLY_ID = "has the name of an identifier, and nearly all rows differ";

    /** Measurements are indices and numbers, too. */
    private static final String SURE_ID_NAME = "(?i)(.*[_ .-])?(id|uuid|guid|key|serial|no|nr)|unnamed: 0|#";

    private static final String ID_NAME =
            "(?i)(.*[_ .-])?(id|index|idx|uuid|guid|key|serial|row|no|nr|number)|unnamed: 0|#";

    /** Codes columns; those that are no features are left out, with the reason. */
    public final class Result {

        private final List<ColumnCode> codes = new ArrayList<>();
        private final Map<String, String> leftOut = new LinkedHashMap<>();
        private String id;

        /**
         * Adds a column.
         *
         * @param nameless whether the file has no name for it
         * @throws UserError if a few of its fields are of another kind than the others
         */
        public void add(String name, boolean nameless, String[] fields) {
            List<String> present = Arrays.stream(fields)
                    .filter(field -> !Numbers.isMissing(field))
                    .toList();
            boolean unique = fields.length >= FEWEST && present.size() == fields.length && allDiffer(present);
            if (present.isEmpty()) {
                leftOut.put(name, NO_VALUE);
            } else if (unique && isIdentifier(name, nameless, present)) {
                leftOut.put(name, "numbers the rows or names each");
                if (id == null) id = name;
            } else if (isCalledId(name, SURE_ID_NAME)
                    && nearlyAllDiffer(present, fields.length)
                    && mayNumber(present)) {
                leftOut.put(name, NEARLY_ID);
                if (id == null) id = name;
            } else {
                code(name, fields, present);
            }
        }

        /** Leaves a column out for a reason of the caller's. */
        public void leaveOut(String name, String reason) {
            leftOut.put(name, reason);
        }

        private void code(String name, String[] fields, List<String> present) {
            long levels = present.stream().distinct().count();
            boolean constant = levels == 1 && fields.length >= FEWEST && !constants;
            ColumnCode code = ColumnGuess.this.code(name, fields, present);
            if (code == null) leftOut.put(name, "free text: " + levels + " different texts");
            else if (constant && (code.kind() == ColumnKind.NUMBER || present.size() == fields.length)) {
                leftOut.put(name, "constant");
            } else codes.add(code);
        }

        private String reasons() {
            if (leftOut.isEmpty()) return "; expected a column besides the labels and those that are left out";
            return "; left out: "
                    + leftOut.entrySet().stream()
                            .map(entry -> entry.getKey() + " (" + entry.getValue() + ")")
                            .collect(Collectors.joining(", "));
        }

        /** All columns. @throws UserError if no column is a feature */
        public TableCoding coding() {
            if (codes.isEmpty()) {
                throw new UserError(where + ": no column is left as a feature" + reasons());
            }
            return new TableCoding(List.copyOf(codes), id, leftOut, 0, null);
        }
    }

    /** Starts. */
    public Result start() {
        return new Result();
    }

    private static boolean allDiffer(List<String> fields) {
        return new HashSet<>(fields).size() == fields.size();
    }

    private static boolean nearlyAllDiffer(List<String> present, int rows) {
        return rows >= MANY && new HashSet<>(present).size() >= NEARLY * rows;
    }

    private static boolean isCalledId(String name, String names) {
        return name.matches(names) || name.matches(".*[a-z](Id|ID|No|Nr)");
    }

    private static boolean areWhole(List<String> fields) {
        return fields.stream().allMatch(field -> WHOLE.matcher(field).matches());
    }

    /** Whether fields may be identifiers: whole numbers, or texts that are neither numbers nor dates. */
    private boolean mayNumber(List<String> fields) {
        return areWhole(fields) || (fields.stream().noneMatch(numbers::isNumber) && Dates.formatOf(fields) == null);
    }

    /** Texts that all differ; whole numbers that count the rows, or whose column has no name or that of an identifier. */
    private boolean isIdentifier(String name, boolean nameless, List<String> fields) {
        if (!areWhole(fields)) return mayNumber(fields);
        if (nameless || isCalledId(name, ID_NAME)) return true;
        long[] all = fields.stream()
                .mapToLong(
                        field -> Long.parseLong(field.endsWith(".0") ? field.substring(0, field.length() - 2) : field))
                .toArray();
        boolean steady = all.length > 1;
        for (int i = 2; i < all.length; i++) steady &= all[i] - all[i - 1] == all[1] - all[0];
        Arrays.sort(all);
        return steady || all[all.length - 1] - all[0] == all.length - 1;
    }

    private ColumnCode code(String name, String[] fields, List<String> present) {
        long count = present.stream().filter(numbers::isNumber).count();
        if (count == present.size()) return ColumnCode.number(name);
        if (count >= MOSTLY * present.size()) refuseMixture(name, fields);
        Set<String> low = new HashSet<>();
        for (String field : present) if (low.size() < 3) low.add(field.toLowerCase(Locale.ROOT));
        if (BOOLEANS.stream().anyMatch(pair -> pair.containsAll(low))) {
            return levels(name, ColumnKind.BOOLEAN, fields);
        }
        String format = Dates.formatOf(present);
        if (format != null) return date(name, format, present);
        return levels(name, ColumnKind.CATEGORY, fields);
    }

    private void refuseMixture(String name, String[] fields) {
        for (int i = 0; i < fields.length; i++) {
            if (Numbers.isMissing(fields[i]) || numbers.isNumber(fields[i])) continue;
            throw new UserError(where + ":" + lines[i] + ", column " + name
                    + ": expected a finite number as in most rows, got " + CsvRows.shown(fields[i])
                    + "; correct it, leave it empty, or leave the column out with " + UserError.parameter("drop") + " "
                    + name);
        }
    }

    private static ColumnCode levels(String name, ColumnKind kind, String[] fields) {
        Map<String, Integer> counts = new TreeMap<>();
        for (String field : fields) counts.merge(ColumnCode.level(field, kind), 1, Integer::sum);
        boolean many = counts.size() > MOST_LEVELS && counts.size() > FREE_TEXT * fields.length;
        if (many || counts.keySet().stream().anyMatch(level -> level.length() > LONGEST)) return null;
        List<Double> shares = counts.values().stream()
                .map(count -> count / (double) fields.length)
                .toList();
        ColumnKind used = counts.size() > MOST_LEVELS ? ColumnKind.FREQUENCY : kind;
        return ColumnCode.levels(name, used, List.copyOf(counts.keySet()), shares);
    }

    private static ColumnCode date(String name, String format, List<String> present) {
        List<String> unread = present.stream()
                .filter(text -> Double.isNaN(Dates.seconds(text, format)))
                .distinct()
                .sorted()
                .toList();
        double[] seconds = present.stream()
                .mapToDouble(text -> Dates.seconds(text, format))
                .filter(Double::isFinite)
                .toArray();
        double from = Arrays.stream(seconds).min().orElseThrow();
        double to = Arrays.stream(seconds).max().orElseThrow();
        List<String> parts = new ArrayList<>();
        if (Arrays.stream(seconds)
                        .map(s -> ((s % 86_400) + 86_400) % 86_400)
                        .distinct()
                        .count()
                > 1) parts.add(Dates.HOUR);
        if (to - from >= 7 * 86_400) parts.add(Dates.WEEKDAY);
        return new ColumnCode(name, ColumnKind.DATE, unread, List.of(), format, from, to, parts);
    }
}
