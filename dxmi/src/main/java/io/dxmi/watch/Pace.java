package io.dxmi.watch;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalDouble;

/** The last rows of {@code timing.jsonl}: where a run is, and how fast. */
final class Pace implements RowTail.Reader {

    private static final int ROWS = 20;

    private final Deque<JsonNode> rows = new ArrayDeque<>();

    @Override
    public void restart() {
        rows.clear();
    }

    @Override
    public void row(JsonNode row) {
        if (!row.path("iteration").isNumber()) return;
        if (!rows.isEmpty() && !rows.getLast().path("phase").equals(row.path("phase"))) rows.clear();
        rows.add(row);
        if (rows.size() > ROWS) rows.remove();
    }

    /** {@code pretrain} or {@code train}; empty before the first row. */
    String phase() {
        return rows.isEmpty() ? "" : rows.getLast().path("phase").asText();
    }

    /** Finished iterations of the phase. */
    long iteration() {
        return rows.isEmpty() ? 0 : rows.getLast().path("iteration").asLong();
    }

    /** Time on the clock at the last row, seconds. */
    double seconds() {
        return rows.isEmpty() ? 0 : rows.getLast().path("seconds").asDouble();
    }

    /** Seconds that an iteration takes: of late, or in the phase so far; empty if not known. */
    OptionalDouble secondsPerIteration() {
        if (rows.isEmpty()) return OptionalDouble.empty();
        long iterations = iteration() - rows.getFirst().path("iteration").asLong();
        double seconds = seconds() - rows.getFirst().path("seconds").asDouble();
        if (iterations > 0 && seconds > 0) return OptionalDouble.of(seconds / iterations);
        double whole = rows.getLast().path("seconds_per_iteration").asDouble();
        return whole > 0 ? OptionalDouble.of(whole) : OptionalDouble.empty();
    }
}
