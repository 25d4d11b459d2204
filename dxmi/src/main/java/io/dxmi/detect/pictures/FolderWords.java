package io.dxmi.detect.pictures;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What the name of a folder says of the pictures in it, without regard to case, blanks and signs. */
final class FolderWords {

    private static final Set<String> NORMAL = Set.of(
            "good",
            "ok",
            "okay",
            "normal",
            "pass",
            "passed",
            "healthy",
            "fine",
            "clean",
            "golden",
            "negative",
            "conforming",
            "intact",
            "perfect",
            "io",
            "gut",
            "defectfree",
            "nodefect",
            "nodefects",
            "noanomaly",
            "nondefective",
            "undefective");

    private static final Set<String> ANOMALY = Set.of(
            "ng",
            "nok",
            "ko",
            "nio",
            "notok",
            "notgood",
            "nogood",
            "bad",
            "defect",
            "defects",
            "defective",
            "anomaly",
            "anomalies",
            "anomalous",
            "abnormal",
            "fail",
            "failed",
            "failure",
            "fault",
            "faults",
            "faulty",
            "reject",
            "rejected",
            "rejects",
            "scrap",
            "broken",
            "damaged",
            "positive",
            "nonconforming",
            "schlecht",
            "outlier",
            "outliers");

    /** Before the word that they negate. */
    private static final Set<String> NEGATIONS = Set.of("no", "not", "non", "without", "un", "kein", "nicht", "ohne");

    /** Behind the word that they negate. */
    private static final Set<String> FREE = Set.of("free", "frei");

    private FolderWords() {}

    /** The letters of a name, in small letters. */
    static String letters(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}]", "");
    }

    /** Whether a name as a whole is a usual one of normal pictures, such as good. */
    static boolean isNormal(String name) {
        return NORMAL.contains(letters(name));
    }

    /** Whether a name as a whole is a usual one of anomalies, such as NG. */
    static boolean isAnomaly(String name) {
        return ANOMALY.contains(letters(name));
    }

    /** As {@link #isNormal}, or of a name with such a word in it, such as good_parts or no defect. */
    static boolean holdsNormal(String name) {
        return isNormal(name) || sign(name) > 0;
    }

    /** As {@link #isAnomaly}, or of a name with such a word in it, such as ng-2024 or not ok. */
    static boolean holdsAnomaly(String name) {
        return isAnomaly(name) || (!isNormal(name) && sign(name) < 0);
    }

    /** 1 normal, -1 anomaly, 0 if the words say nothing or both. */
    private static int sign(String name) {
        List<String> words = Arrays.stream(name.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+", -1))
                .map(FolderWords::letters) // a number alone is an empty word: the no of "no 1 ok" negates nothing
                .toList();
        boolean normal = false;
        boolean anomaly = false;
        for (int i = 0; i < words.size(); i++) {
            boolean good = NORMAL.contains(words.get(i));
            if (!good && !ANOMALY.contains(words.get(i))) continue;
            boolean negated = (i > 0 && NEGATIONS.contains(words.get(i - 1)))
                    || (i + 1 < words.size() && FREE.contains(words.get(i + 1)));
            normal |= good != negated;
            anomaly |= good == negated;
        }
        return normal == anomaly ? 0 : normal ? 1 : -1;
    }
}
