package io.dxmi.detect.model;

import io.dxmi.detect.column.TableCoding;
import io.dxmi.detect.data.Sample;
import io.dxmi.detect.feature.TableExtractor;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Which columns make a row odd. */
public final class Reasons {

    private static final int MOST = 3;

    /** A smaller share of the energy is not worth a mention. */
    private static final double LEAST = 0.1;

    private Reasons() {}

    /** Whether a detector judges rows of columns, and its format says which made a row odd. */
    public static boolean isTable(Detector detector) {
        return detector.about().leavesOut() && detector.extractor() instanceof TableExtractor;
    }

    /** The columns with the largest shares of a row's energy, the largest first; empty where {@link #isTable} is false. */
    public static Map<String, Double> of(Detector detector, Sample sample) {
        if (!isTable(detector)) return Map.of();
        return of(((TableExtractor) detector.extractor()).coding(), detector.contributions(sample));
    }

    /**
     * The columns with the largest shares.
     *
     * @param contributions of the features, non-negative
     */
    public static Map<String, Double> of(TableCoding coding, double[] contributions) {
        double[] columns = coding.byColumn(contributions);
        double sum = Arrays.stream(columns).sum();
        Map<String, Double> out = new LinkedHashMap<>();
        if (!(sum > 0)) return out;
        IntStream.range(0, columns.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer j) -> -columns[j]))
                .limit(MOST)
                .filter(j -> columns[j] >= LEAST * sum)
                .forEach(j -> out.put(coding.columns().get(j).name(), Math.round(100 * columns[j] / sum) / 100.0));
        return out;
    }

    /** As one text: {@code temp 62%; state 30% (new)}. */
    public static String text(Map<String, Double> reasons, List<String> unknown) {
        return reasons.entrySet().stream()
                .map(entry -> entry.getKey() + " " + Math.round(100 * entry.getValue()) + "%"
                        + (unknown.contains(entry.getKey()) ? " (new)" : ""))
                .collect(Collectors.joining("; "));
    }
}
