package io.dxmi.eval.reference;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How metrics are written: as numbers and as cards in JSON, on the console, and in tables of pages. */
public final class MeasuredFormat {

    private MeasuredFormat() {}

    /**
     * For JSON: the values of metrics and facts by name, a spread under the name with {@code _sd}.
     *
     * @throws IllegalArgumentException if two have one name
     */
    public static Map<String, Object> metrics(List<? extends Reported> reported) {
        Map<String, Object> metrics = new LinkedHashMap<>();
        for (Reported r : reported) {
            put(metrics, r.name(), r.value());
            if (r instanceof Measured m) m.spread().ifPresent(sd -> put(metrics, m.name() + "_sd", sd));
        }
        return metrics;
    }

    private static void put(Map<String, Object> metrics, String name, Object value) {
        if (metrics.put(name, value) != null) throw new IllegalArgumentException("two metrics are called " + name);
    }

    /** For JSON: the card of each metric, in the same order. */
    public static List<Map<String, Object>> cards(List<? extends Reported> reported) {
        return reported.stream()
                .filter(Measured.class::isInstance)
                .map(m -> card((Measured) m))
                .toList();
    }

    private static Map<String, Object> card(Measured m) {
        Map<String, Object> card = new LinkedHashMap<>();
        card.put("metric", m.name());
        card.put("value", m.value());
        m.spread().ifPresent(sd -> card.put("sd", sd));
        card.put("implementation", m.how().implementation());
        card.put("extractor", m.how().features().name());
        card.put("extractor_sha256", m.how().features().sha256());
        card.put("samples", count(m.samples()));
        card.put("samples_from", m.samples().from());
        card.put("resize", m.samples().resize());
        card.put("rounding", m.samples().rounding());
        card.put("references", count(m.reference()));
        card.put("reference", m.reference().from());
        card.put("reference_resize", m.reference().resize());
        card.put("reference_rounding", m.reference().rounding());
        card.put("reference_sha256", m.reference().sha256());
        card.put("seed", m.how().seed());
        return card;
    }

    private static Object count(Side side) {
        return side.count() == 0 ? FeatureSet.NOT_STATED : side.count();
    }

    /** For the console: name, value, features and the sizes of both sides, one line without its end. */
    public static String line(Measured m) {
        String spread = m.spread().isPresent()
                ? String.format(Locale.ROOT, " ± %.5g", m.spread().getAsDouble())
                : "";
        long references = m.reference().count();
        return String.format(
                Locale.ROOT,
                "%-22s %.6g%s   (%s; %d samples, %s references)",
                m.name(),
                m.number(),
                spread,
                m.how().features().name(),
                m.samples().count(),
                references == 0 ? "an unknown number of" : references);
    }

    /**
     * For a page: a row of an HTML table with name, value, interval and method.
     *
     * @param interval text of the interval; may be empty
     */
    public static String row(Measured m, String interval) {
        return String.format(
                Locale.ROOT,
                "<tr><th>%s</th><td>%s</td><td>%s</td><td>%s</td></tr>%n",
                m.name(),
                m.value(),
                interval,
                m.how().implementation());
    }
}
