package io.dxmi.runs.listing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.dxmi.config.Config;
import io.dxmi.judge.Judges;
import io.dxmi.runs.checkpoint.Checkpoints;
import io.dxmi.runs.folder.RunFolder;
import io.dxmi.samplers.UserError;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A run as its files show it.
 *
 * @param run its folder
 * @param preset its name; empty if the configuration cannot be read
 * @param phase of the last row: pretrain or train; empty without rows
 * @param iteration of the last row
 * @param total iterations of that phase
 * @param left estimated time to the end of that phase, s; empty if it does not run
 * @param metrics the distances of the result, or the last ones during training, by name
 * @param started when the run began
 * @param problem what is damaged; empty otherwise
 */
public record RunStatus(
        Path run,
        String preset,
        RunState state,
        String phase,
        long iteration,
        long total,
        OptionalDouble left,
        Map<String, Double> metrics,
        Optional<Instant> started,
        String problem) {

    /** Looks at a run. Reads the rows, and the checkpoints' headers only. */
    public static RunStatus of(Path run) {
        List<JsonNode> rows = RowReader.read(run.resolve("metrics.jsonl"));
        JsonNode last = rows.isEmpty() ? MissingNode.getInstance() : rows.get(rows.size() - 1);
        String phase = last.path("phase").asText();
        long iteration = last.path("iteration").asLong();
        Optional<Instant> started = RowReader.object(run.resolve("run.json"))
                .flatMap(record -> instant(record.path("started").asText()));
        Config config;
        try {
            config = RunFolder.config(run);
            Checkpoints.requireReadable(run);
        } catch (UserError e) {
            return new RunStatus(
                    run,
                    "",
                    RunState.DAMAGED,
                    phase,
                    iteration,
                    0,
                    OptionalDouble.empty(),
                    Map.of(),
                    started,
                    e.getMessage());
        }
        RunState state = RunState.of(run);
        long total = phase.equals("pretrain")
                ? config.pretrain().iterations()
                : config.trainer().iterations();
        OptionalDouble left = state == RunState.RUNNING ? left(run, total - iteration) : OptionalDouble.empty();
        return new RunStatus(
                run, config.name(), state, phase, iteration, total, left, metrics(run, config, rows), started, "");
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static OptionalDouble left(Path run, long iterations) {
        List<JsonNode> timing = RowReader.read(run.resolve("timing.jsonl"));
        if (timing.isEmpty()) return OptionalDouble.empty();
        double each =
                timing.get(timing.size() - 1).path("seconds_per_iteration").asDouble();
        return OptionalDouble.of(Math.max(0, iterations) * each);
    }

    /** The main metrics of the result, each beside that of the best checkpoint; without a result the last in training. */
    private static Map<String, Double> metrics(Path run, Config config, List<JsonNode> rows) {
        Map<String, Double> found = new LinkedHashMap<>();
        Optional<JsonNode> summary = RowReader.object(run.resolve("summary.json"));
        for (String name : Judges.main(config)) {
            summary.ifPresent(s -> {
                put(found, s.path("metrics"), name);
                put(found, s.path("metrics"), name + "_best");
            });
            if (summary.isEmpty()) rows.forEach(row -> put(found, row, "samples/" + name));
        }
        return found;
    }

    private static void put(Map<String, Double> found, JsonNode metrics, String name) {
        if (metrics.path(name).isNumber()) found.put(name, metrics.path(name).asDouble());
    }

    /** For JSON. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("run", run.toString());
        map.put("preset", preset);
        map.put("state", state.toString());
        map.put("phase", phase);
        map.put("iteration", iteration);
        map.put("iterations", total);
        left.ifPresent(seconds -> map.put("seconds_left", Math.round(seconds)));
        map.put("metrics", metrics);
        started.ifPresent(time -> map.put("started", time.toString()));
        if (!problem.isEmpty()) map.put("problem", problem);
        return map;
    }
}
