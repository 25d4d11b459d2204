package io.dxmi.watch;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.TreeMap;

/** Rows of {@code histograms.jsonl} or {@code steps.jsonl}, the last of each iteration; thinned out where they are many. */
final class Measured implements RowTail.Reader {

    private static final int MOST = 200;

    private final TreeMap<Long, JsonNode> rows = new TreeMap<>();

    @Override
    public void restart() {
        rows.clear();
    }

    @Override
    public void row(JsonNode row) {
        if (!row.path("iteration").canConvertToLong()) return;
        long iteration = row.path("iteration").asLong();
        rows.tailMap(iteration, true).clear();
        rows.put(iteration, row);
        if (rows.size() <= MOST) return;
        boolean[] keep = {false};
        rows.keySet().removeIf(old -> old != iteration && (keep[0] = !keep[0]));
    }

    /** In the order of their iterations. */
    List<JsonNode> all() {
        return List.copyOf(rows.values());
    }
}
