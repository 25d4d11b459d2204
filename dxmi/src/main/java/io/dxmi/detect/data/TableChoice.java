package io.dxmi.detect.data;

import io.dxmi.detect.pictures.PictureNotes;
import io.dxmi.samplers.data.Numbers;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which columns of a table, or which folders of pictures, are what.
 *
 * @param labelColumn null where nobody said; a column with a usual name, such as label, is one all the same
 * @param normal text of the label column in normal rows, or names of the folders of normal pictures, separated by commas, * for
 *     all; null where nobody said
 * @param drop columns to leave out
 * @param notes what happens to damaged pictures, and what was found in folders; null to stop at the first, unrecorded
 */
public record TableChoice(String labelColumn, String normal, List<String> drop, PictureNotes notes) {

    private static final String USUAL_NAME = "label";

    /** Names that may also stand above features: they are labels if their values are those of labels. */
    private static final Set<String> OTHER_NAMES = Set.of(
            "labels",
            "class",
            "target",
            "y",
            "outlier",
            "is_outlier",
            "isoutlier",
            "anomaly",
            "is_anomaly",
            "isanomaly",
            "anomalous",
            "ground_truth",
            "groundtruth",
            "y_true",
            "fault",
            "defect",
            "fraud",
            "is_fraud");

    private static final List<String> USUAL_NORMAL =
            List.of("0", "normal", "ok", "good", "inlier", "negative", "false", "no", "benign", "none");

    /** Nothing but columns. */
    public TableChoice(String labelColumn, String normal, List<String> drop) {
        this(labelColumn, normal, drop, null);
    }

    /** This, with notes on folders of pictures. */
    public TableChoice noting(PictureNotes other) {
        return new TableChoice(labelColumn, normal, drop, other);
    }

    /** This, with what marks normal samples; null where nobody said. */
    public TableChoice withNormal(String other) {
        return new TableChoice(labelColumn, other, drop, notes);
    }

    /** Nothing said. */
    public static final TableChoice NONE = new TableChoice(null, null, List.of());

    /** What this leaves open, as a model was fitted; a label column of the fit counts only where {@code table} has it. */
    public TableChoice or(TableChoice fitted, Table table) {
        boolean known = labelColumn == null && table.names().contains(String.valueOf(fitted.labelColumn));
        return new TableChoice(known ? fitted.labelColumn : labelColumn, normal == null ? fitted.normal : normal, drop);
    }

    /** With what marks normal rows, where nobody said: 0, a usual word such as ok, or 1 beside -1. */
    public TableChoice seeing(String[] labels) {
        return normal != null ? this : new TableChoice(labelColumn, usualNormal(labels), drop);
    }

    private static String usualNormal(String[] labels) {
        List<String> texts = Arrays.stream(labels)
                .filter(text -> !Numbers.isMissing(text) || text.equalsIgnoreCase("none"))
                .distinct()
                .toList();
        TableChoice minusOne = new TableChoice(null, "-1", List.of());
        if (texts.size() == 2
                && texts.stream().anyMatch(text -> minusOne.label(text) == 0)
                && texts.stream().anyMatch(text -> new TableChoice(null, "1", List.of()).label(text) == 0)) {
            return "1";
        }
        for (String usual : USUAL_NORMAL) {
            TableChoice one = new TableChoice(null, usual, List.of());
            for (String text : texts) if (one.label(text) == 0) return text;
            for (String text : texts) if (text.toLowerCase(Locale.ROOT).equals(usual)) return text;
        }
        return null;
    }

    /** What marks normal rows. */
    public String normalText() {
        return normal == null ? USUAL_NORMAL.get(0) : normal;
    }

    /** The label column of a table, or null if it has none. @throws io.dxmi.samplers.UserError if the named one is missing */
    public String labelColumn(Table table) {
        if (labelColumn == null) {
            return table.names().stream()
                    .filter(USUAL_NAME::equalsIgnoreCase)
                    .findFirst()
                    .orElseGet(() -> table.names().stream()
                            .filter(name -> OTHER_NAMES.contains(name.toLowerCase(Locale.ROOT)))
                            .filter(name -> areLabels(table.texts(name)))
                            .findFirst()
                            .orElse(null));
        }
        table.column(labelColumn);
        return labelColumn;
    }

    /** Whether texts are two kinds, one of which is what marks normal rows. */
    public boolean areLabels(String[] texts) {
        List<String> present = Arrays.stream(texts)
                .filter(text -> !Numbers.isMissing(text))
                .distinct()
                .limit(3)
                .toList();
        if (present.isEmpty() || present.size() > 2) return false;
        return normal == null ? usualNormal(texts) != null : present.stream().anyMatch(text -> label(text) == 0);
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

    /** {@link #label} of a field, {@link Sample#UNKNOWN} where it is missing. */
    public int labelOf(String field) {
        return Numbers.isMissing(field) && !field.equals(normalText()) ? Sample.UNKNOWN : label(field);
    }
}
