package io.dxmi.detect.data;

import java.util.List;

/**
 * Which columns of a table are what.
 *
 * @param labelColumn null where nobody said; a column called {@code label} is one all the same
 * @param normal text of the label column in normal rows, null where nobody said
 * @param drop columns to leave out
 */
public record TableChoice(String labelColumn, String normal, List<String> drop) {

    private static final String USUAL_NAME = "label";
    private static final String USUAL_NORMAL = "0";

    /** Nothing said. */
    public static final TableChoice NONE = new TableChoice(null, null, List.of());

    /** What this leaves open, as a model was fitted; a label column of the fit counts only where {@code table} has it. */
    public TableChoice or(TableChoice fitted, Table table) {
        boolean known = labelColumn == null && table.names().contains(String.valueOf(fitted.labelColumn));
        return new TableChoice(known ? fitted.labelColumn : labelColumn, normal == null ? fitted.normal : normal, drop);
    }

    /** What marks normal rows. */
    public String normalText() {
        return normal == null ? USUAL_NORMAL : normal;
    }

    /** The label column of a table, or null if it has none. @throws io.dxmi.samplers.UserError if the named one is missing */
    public String labelColumn(Table table) {
        if (labelColumn == null) {
            return table.names().stream()
                    .filter(USUAL_NAME::equalsIgnoreCase)
                    .findFirst()
                    .orElse(null);
        }
        table.column(labelColumn);
        return labelColumn;
    }

    /** 0 where the text is that of normal rows, 1 elsewhere; {@code 0} and {@code 0.0} are the same. */
    public int label(String text) {
        if (text.equals(normalText())) return 0;
        try {
            return Double.parseDouble(text) == Double.parseDouble(normalText()) ? 0 : 1;
        } catch (NumberFormatException e) {
            return 1;
        }
    }
}
