package io.dxmi.detect.series;

import io.dxmi.detect.data.SeriesLayout;
import io.dxmi.detect.model.ModelRecord;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.data.CsvRows;
import io.dxmi.samplers.data.Numbers;
import io.dxmi.samplers.data.Spelling;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Lines of CSV one by one, as the first of them says: a header, or the columns of the table that the model was fitted on. */
final class Lines {

    private static final char[] SEPARATORS = {',', ';', '\t', '|', ' '};

    /** Both marks are decimal. */
    private static final Numbers EITHER = new Numbers(',', false);

    private final ModelRecord about;
    private List<String> names;
    private char separator;

    Lines(ModelRecord about) {
        this.about = about;
    }

    /** Forgets the columns: the next line is the first one. */
    void restart() {
        names = null;
    }

    /**
     * A row.
     *
     * @param values of the model's channels, NaN where missing
     * @param group its series, empty if there is one
     * @param time what names it, empty if nothing does
     */
    record Row(double[] values, String group, String time) {}

    /**
     * A line as a row; null for a header.
     *
     * @param problems gets what is wrong with its fields, which are then missing
     */
    Row row(String line, Consumer<String> problems) {
        if (names == null && begins(line)) return null;
        List<String> fields = fields(line, separator);
        if (fields.size() != names.size()) {
            problems.accept(
                    "expected " + names.size() + " fields, got " + fields.size() + "; all are taken as missing");
            fields = new ArrayList<>(Collections.nCopies(names.size(), ""));
        }
        List<String> channels = about.columns();
        double[] values = new double[channels.size()];
        for (int c = 0; c < values.length; c++) {
            String field = fields.get(names.indexOf(channels.get(c)));
            values[c] = Numbers.isMissing(field) ? Double.NaN : number(field, separator);
            if (Double.isFinite(values[c]) || Numbers.isMissing(field)) continue;
            problems.accept("column " + channels.get(c) + ": expected a finite number, got " + CsvRows.shown(field)
                    + "; taken as missing");
            values[c] = Double.NaN;
        }
        SeriesLayout layout = about.series();
        return new Row(values, field(fields, layout.group()), field(fields, layout.time()));
    }

    private String field(List<String> fields, String column) {
        int at = column == null ? -1 : names.indexOf(column);
        return at < 0 ? "" : fields.get(at);
    }

    /** Learns the columns from the first line. @return whether it is a header */
    private boolean begins(String line) {
        List<String> all = about.series().table();
        List<String> unlabelled =
                all.stream().filter(name -> !name.equals(about.labelColumn())).toList();
        for (char one : SEPARATORS) {
            List<String> fields = fields(line, one);
            if (about.header() && fields.containsAll(about.columns())) return learn(one, fields, true);
        }
        for (Fit wanted : Fit.values()) {
            for (char one : SEPARATORS) {
                List<String> fields = fields(line, one);
                for (List<String> known : Arrays.asList(all, unlabelled, about.columns())) {
                    if (fields.size() == known.size() && wanted == fit(fields, known, one)) {
                        return learn(one, known, false);
                    }
                }
            }
        }
        throw new UserError("the first line: expected a header with " + String.join(", ", about.columns())
                + ", or a row of " + all.size() + " columns as in the table of the fit; got " + CsvRows.shown(line));
    }

    /** How well the channels of a line are read, the best first; a line without any number is a header of another table. */
    private enum Fit {
        NUMBERS,
        SOME_NUMBERS,
        MISSING
    }

    /** Null if no channel is a number and some are texts. */
    private Fit fit(List<String> fields, List<String> known, char mark) {
        int count = 0;
        int texts = 0;
        for (String channel : about.columns()) {
            String field = fields.get(known.indexOf(channel));
            if (Double.isFinite(number(field, mark))) count++;
            else if (!Numbers.isMissing(field)) texts++;
        }
        if (texts == 0) return count > 0 ? Fit.NUMBERS : Fit.MISSING;
        return count > 0 ? Fit.SOME_NUMBERS : null;
    }

    /**
     * A number, NaN if the field is none. It is read as in the fit where the line has the fit's separator; else, and where that reads none, a
     * point is decimal where commas separate, and both marks are decimal elsewhere.
     */
    private double number(String field, char mark) {
        Spelling fitted = about.tableCoding().spelling();
        boolean isKnown = fitted != null && fitted.numbers() != null && fitted.separator() == mark;
        double value = isKnown ? about.tableCoding().numbers().parse(field) : Double.NaN;
        if (!Double.isNaN(value)) return value;
        return (mark == ',' ? Numbers.POINT : EITHER).parse(field);
    }

    private boolean learn(char found, List<String> columns, boolean header) {
        separator = found;
        names = List.copyOf(columns);
        return header;
    }

    private static List<String> fields(String line, char separator) {
        CSVFormat format = CSVFormat.DEFAULT
                .builder()
                .setDelimiter(separator)
                .setTrim(true)
                .setIgnoreSurroundingSpaces(separator != ' ')
                .get();
        try (CSVParser parser = CSVParser.parse(line, format)) {
            List<CSVRecord> records = parser.getRecords();
            return records.isEmpty() ? List.of("") : records.get(0).toList();
        } catch (IOException | UncheckedIOException e) {
            return Arrays.asList(line.split(Pattern.quote(String.valueOf(separator)), -1));
        }
    }
}
