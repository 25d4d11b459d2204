package io.dxmi.watch;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** All scalars of a run's {@code metrics.jsonl}. The iterations of a scalar are those of its phase. */
final class Curves implements RowTail.Reader {

    /** More names than this are no scalars of a training. */
    private static final int MOST = 200;

    private final Map<String, Curve> curves = new TreeMap<>();
    private final Consumer<JsonNode> also;
    private final Runnable cleared;

    /**
     * No rows yet.
     *
     * @param also is told each row
     * @param cleared is told that the rows begin anew
     */
    Curves(Consumer<JsonNode> also, Runnable cleared) {
        this.also = also;
        this.cleared = cleared;
    }

    @Override
    public void restart() {
        curves.clear();
        cleared.run();
    }

    @Override
    public void row(JsonNode row) {
        if (!row.path("iteration").canConvertToLong()) return;
        long iteration = row.path("iteration").asLong();
        for (Map.Entry<String, JsonNode> scalar : row.properties()) {
            if (!scalar.getValue().isNumber() || scalar.getKey().equals("iteration")) continue;
            double value = scalar.getValue().asDouble();
            if (!Double.isFinite(value) || (curves.size() >= MOST && !curves.containsKey(scalar.getKey()))) continue;
            curves.computeIfAbsent(scalar.getKey(), key -> new Curve()).add(iteration, value);
        }
        also.accept(row);
    }

    Set<String> names() {
        return curves.keySet();
    }

    /** The curve of a name; empty if the run has none. */
    Curve of(String name) {
        return curves.getOrDefault(name, new Curve());
    }
}
