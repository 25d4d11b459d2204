package io.dxmi.eval.reference;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How metrics are written: as numbers and as cards in JSON, and on the console. */
public final class MeasuredFormat {

    private MeasuredFormat() {}

    /**
     * For JSON: the values by name, a spread under the name with {@code _sd}.
     *
     * @throws IllegalArgumentException if two metrics have one name
     */
    public static Map<String, Object> metrics(List<Measured> measured) {
        Map<String, Object> metrics = new LinkedHashMap<>();
        for (Measured m : measured) {
            if (metrics.put(m.name(), m.value()) != null) {
                throw new IllegalArgumentException("two metrics are called " + m.name());
            }
            m.spread().ifPresent(sd -> metrics.put(m.name() + "_sd", sd));
        }
        return metrics;
    }

    /** For JSON: the cards, in the same order. */
    public static List<Map<String, Object>> cards(List<Measured> measured) {
        return measured.stream().map(MeasuredFormat::card).toList();
    }

    private static Map<String, Object> card(Measured m) {
        Map<String, Object> card = new LinkedHashMap<>();
        card.put("metric", m.name());
        card.put("value", m.value());
        m.spread().ifPresent(sd -> card.put("sd", sd));
        card.put("implementation", m.how().implementation());
        card.put("extractor", m.how().features().name());
        card.put("extractor_sha256", m.how().features().sha256());
        card.put("samples", m.samples().count());
        card.put("samples_from", m.samples().from());
        card.put("resize", m.samples().resize());
        card.put("rounding", m.samples().rounding());
        long references = m.reference().count();
        card.put("references", references == 0 ? FeatureSet.NOT_STATED : references);
        card.put("reference", m.reference().from());
        card.put("reference_resize", m.reference().resize());
        card.put("reference_rounding", m.reference().rounding());
        card.put("reference_sha256", m.reference().sha256());
        card.put("seed", m.how().seed());
        return card;
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
}
