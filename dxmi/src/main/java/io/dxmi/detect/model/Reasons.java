package io.dxmi.detect.model;

import io.dxmi.detect.data.Sample;
import io.dxmi.detect.feature.Explained;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Which columns make a row odd, or which modes a curve. */
public final class Reasons {

    private static final int MOST = 3;

    /** A smaller share of the energy is not worth a mention. */
    private static final double LEAST = 0.1;

    private Reasons() {}

    /** Whether a detector's features have names, and its format says which made a sample odd. */
    public static boolean areKnown(Detector detector) {
        return detector.about().leavesOut() && detector.extractor() instanceof Explained;
    }

    /** The parts with the largest shares of a sample's energy, the largest first; empty where {@link #areKnown} is false. */
    public static Map<String, Double> of(Detector detector, Sample sample) {
        return areKnown(detector)
                ? of((Explained) detector.extractor(), sample, detector.contributions(sample))
                : Map.of();
    }

    private static Map<String, Double> of(Explained extractor, Sample sample, double[] contributions) {
        double[] columns = extractor.byPart(contributions);
        double sum = Arrays.stream(columns).sum();
        Map<String, Double> out = new LinkedHashMap<>();
        if (!(sum > 0)) return out;
        IntStream.range(0, columns.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer j) -> -columns[j]))
                .limit(MOST)
                .filter(j -> columns[j] >= LEAST * sum)
                .forEach(j -> out.put(extractor.part(j, sample), Math.round(100 * columns[j] / sum) / 100.0));
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
