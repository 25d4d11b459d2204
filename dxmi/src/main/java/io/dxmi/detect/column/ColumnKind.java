package io.dxmi.detect.column;

/** What the fields of a column are. */
public enum ColumnKind {
    NUMBER,
    /** Two spellings of yes and no, such as true and false. */
    BOOLEAN,
    /** Few levels, one indicator each. */
    CATEGORY,
    /** Many levels; the feature is how rare a level is. */
    FREQUENCY,
    /** A date, a time or both. */
    DATE
}
