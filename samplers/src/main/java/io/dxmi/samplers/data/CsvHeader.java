package io.dxmi.samplers.data;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Whether the first row of a table names its columns. A column speaks for names where its first field is text above
 * numbers, and for data where the first field is a number with decimals or a text that occurs again. Whole numbers above
 * numbers are names where they count from 0 or 1, or where the numbers below have decimals.
 */
final class CsvHeader {

    private static final Pattern WHOLE = Pattern.compile("\\d{1,9}");

    private final List<String> first;
    private final List<List<String>> rows;
    private final Numbers numbers;

    private CsvHeader(List<String> first, List<List<String>> rows, Numbers numbers) {
        this.first = first;
        this.rows = rows;
        this.numbers = numbers;
    }

    /** Whether {@code first} names the columns of {@code rows}, which are as long as it. */
    static boolean names(List<String> first, List<List<String>> rows, Numbers numbers) {
        return new CsvHeader(first, rows, numbers).names();
    }

    private boolean names() {
        int names = 0;
        int texts = 0;
        int data = 0;
        List<Integer> counted = new ArrayList<>();
        for (int j = 0; j < first.size(); j++) {
            String field = first.get(j);
            if (field.isEmpty() || isBracketed(field)) continue;
            boolean number = numbers.isNumber(field) || (Numbers.isNotFinite(field) && !isWord(field));
            if (number && WHOLE.matcher(field).matches()) counted.add(j);
            else if (number || occursBelow(j)) data++;
            else if (areNumbers(j)) names++;
            else texts++;
        }
        if (names > data) return true;
        if (data > 0) return false;
        return counted.isEmpty() ? texts > 0 : areNames(counted);
    }

    /** Spellings of a missing value that no column is called. */
    private static boolean isBracketed(String field) {
        return Numbers.isMissing(field) && !isWord(field);
    }

    /** {@code Na} is sodium, and {@code none} may be a column; {@code nan} is what programs write for a missing number. */
    private static boolean isWord(String field) {
        return field.matches("(?i)na|null|none|missing|nil|inf");
    }

    private boolean areNumbers(int j) {
        boolean any = false;
        for (List<String> row : rows) {
            String field = row.get(j);
            if (Numbers.isMissing(field)) continue;
            if (!numbers.isNumber(field)) return false;
            any = true;
        }
        return any;
    }

    private boolean occursBelow(int j) {
        return !isWord(first.get(j)) && rows.stream().anyMatch(row -> row.get(j).equals(first.get(j)));
    }

    private boolean areNames(List<Integer> counted) {
        if (rows.isEmpty()) return false;
        Set<String> distinct = new HashSet<>();
        counted.forEach(j -> distinct.add(first.get(j)));
        if (distinct.size() < counted.size()) return false;
        boolean decimals = counted.stream().allMatch(this::hasDecimals);
        long start = Long.parseLong(first.get(counted.get(0)));
        boolean inOrder = start <= 1;
        for (int i = 0; i < counted.size(); i++) inOrder &= Long.parseLong(first.get(counted.get(i))) == start + i;
        int count = counted.size();
        return decimals ? inOrder || count > 2 : inOrder && count > 3;
    }

    /** Whether hardly any number of a column is whole. */
    private boolean hasDecimals(int j) {
        int whole = 0;
        int all = 0;
        for (List<String> row : rows) {
            if (Numbers.isMissing(row.get(j))) continue;
            all++;
            if (WHOLE.matcher(row.get(j)).matches()) whole++;
        }
        return all > 0 && whole <= all / 10;
    }
}
