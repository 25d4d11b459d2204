package io.dxmi.runs.folder;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.dxmi.Json;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Rows of a run beside metrics.jsonl, each with the {@code iteration} of the joint training that it belongs to. As
 * metrics.jsonl, a function of configuration and machine alone.
 */
public final class MeasuredRows implements AutoCloseable {

    private final RowFile rows;

    /**
     * Opens or creates the file; rows after iteration {@code from} are dropped, all rows if it is 0.
     *
     * @throws io.dxmi.samplers.UserError if it cannot be written
     */
    MeasuredRows(Path file, long from) {
        RowFile all = new RowFile(file, Long.MAX_VALUE);
        long kept = from == 0
                ? 0
                : all.lines().stream()
                        .takeWhile(line -> iteration(line) <= from)
                        .count();
        all.close();
        rows = new RowFile(file, kept);
    }

    private static long iteration(String line) {
        try {
            return Json.parse(line).path("iteration").asLong(Long.MAX_VALUE);
        } catch (JsonProcessingException e) {
            return Long.MAX_VALUE;
        }
    }

    /** Adds a row with its iteration in front. */
    public void add(long iteration, Map<String, ?> values) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("iteration", iteration);
        row.putAll(values);
        rows.add(row);
    }

    @Override
    public void close() {
        rows.close();
    }
}
