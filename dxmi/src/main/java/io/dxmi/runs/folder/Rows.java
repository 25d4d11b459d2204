package io.dxmi.runs.folder;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.dxmi.Json;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The listener that keeps a run's rows: what was measured in metrics.jsonl, when in timing.jsonl, line for line. The first
 * is a function of configuration and machine alone, byte for byte.
 */
public final class Rows implements Progress, AutoCloseable {

    private final RowFile metrics;
    private final RowFile timing;
    private final LongSupplier nanos;
    private final long started;
    private final double before;
    private long phaseStarted;
    private long phaseFrom;

    /**
     * Opens or creates both files.
     *
     * @param rows lines to keep, the others are rows after the last checkpoint; rows that are lost stay lost
     * @param nanos a clock, such as {@link System#nanoTime}
     * @throws UserError if a file cannot be written
     */
    Rows(Path folder, long rows, LongSupplier nanos) {
        metrics = new RowFile(folder.resolve("metrics.jsonl"), rows);
        timing = new RowFile(folder.resolve("timing.jsonl"), metrics.rows());
        while (timing.rows() < metrics.rows()) timing.add(Map.of()); // the two belong together line for line
        this.nanos = nanos;
        started = nanos.getAsLong();
        before = lastSeconds(timing.lines());
    }

    private static double lastSeconds(List<String> lines) {
        if (lines.isEmpty()) return 0;
        String last = lines.get(lines.size() - 1);
        try {
            return Json.parse(last).path("seconds").asDouble();
        } catch (JsonProcessingException e) {
            return 0; // damaged: the time before it is not known, and nothing else depends on it
        }
    }

    /** Wall-clock time of the run so far, that of earlier processes up to their last checkpoint included. */
    public double seconds() {
        return before + (nanos.getAsLong() - started) / 1e9;
    }

    long count() {
        return metrics.rows();
    }

    /** Of the rows of metrics.jsonl. */
    String checksum() {
        return metrics.checksum();
    }

    void force() {
        metrics.force();
        timing.force();
    }

    @Override
    public void begin(String phase, long done, long total) {
        phaseStarted = nanos.getAsLong();
        phaseFrom = done;
    }

    @Override
    public void step(String phase, long done, Map<String, Double> scalars) {
        if (scalars.isEmpty()) return;
        Map<String, Object> measured = row(phase, done);
        measured.putAll(scalars);
        metrics.add(measured);
        Map<String, Object> taken = row(phase, done);
        double inPhase = (nanos.getAsLong() - phaseStarted) / 1e9;
        taken.put("seconds", rounded(seconds()));
        taken.put("seconds_per_iteration", inPhase / Math.max(1, done - phaseFrom));
        timing.add(taken);
    }

    private static Map<String, Object> row(String phase, long done) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("phase", phase);
        row.put("iteration", done);
        return row;
    }

    private static double rounded(double seconds) {
        return Math.round(seconds * 1000) / 1000.0;
    }

    @Override
    public void close() {
        metrics.close();
        timing.close();
    }
}
