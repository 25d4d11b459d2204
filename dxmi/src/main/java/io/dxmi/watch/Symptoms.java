package io.dxmi.watch;

import com.fasterxml.jackson.databind.JsonNode;
import io.dxmi.Json;
import io.dxmi.build.Game;
import io.dxmi.gcd.train.Monitor;
import io.dxmi.runs.folder.RunFolder;
import io.dxmi.samplers.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.StreamSupport;

/** The warnings of a run that is under way: the monitor of training looks at its rows. */
final class Symptoms {

    private final RunFiles files;
    private Monitor monitor;
    private boolean unknown;

    Symptoms(RunFiles files) {
        this.files = files;
    }

    /** The rows begin anew. */
    void clear() {
        monitor = null;
        unknown = false;
    }

    /** Looks at a row of {@code metrics.jsonl}. */
    void look(JsonNode row) {
        if (unknown || !row.has("energy/difference") || !row.has("data/entropy")) return;
        if (monitor == null) monitor = made();
        if (monitor == null) return;
        Map<String, Double> scalars = new LinkedHashMap<>();
        row.properties().forEach(one -> {
            if (one.getValue().isNumber())
                scalars.put(one.getKey(), one.getValue().asDouble());
        });
        monitor.look(scalars);
    }

    /** A run of another version has settings that this one cannot read; then its summary tells its warnings. */
    private Monitor made() {
        try {
            JsonNode record = Json.parse(Files.readString(files.file("run.json").orElseThrow()));
            long[] shape = StreamSupport.stream(record.path("sample_shape").spliterator(), false)
                    .mapToLong(JsonNode::asLong)
                    .toArray();
            unknown = shape.length == 0;
            return unknown ? null : Game.monitor(RunFolder.config(files.run()), shape);
        } catch (UserError | IOException | NoSuchElementException e) {
            unknown = true;
            return null;
        }
    }

    List<String> warnings() {
        return monitor == null ? List.of() : monitor.warnings();
    }
}
